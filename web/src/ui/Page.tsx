import type { ReactNode } from "react";
import styles from "./Page.module.css";

interface Props {
  title: string;
  /** One sentence on what this place is for. */
  lead?: ReactNode;
  /** Beside the title. */
  aside?: ReactNode;
  /** For what stands side by side: as wide as the window allows. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of a screen: its one h1 and what it holds. */
export function Page({ title, lead, aside, wide, children }: Props) {
  return (
    <div className={styles.page} data-wide={wide || undefined}>
      <header className={styles.header}>
        <div>
          <h1>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {aside}
      </header>
      {children}
    </div>
  );
}
