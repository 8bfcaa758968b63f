import type { ReactNode } from "react";
import type { Session } from "@/data/person";
import { useOwnLanguage } from "../own-language";
import { useText } from "../text";
import { Banners } from "./Banners";
import { Mark } from "./Mark";
import { Navigation } from "./Navigation";
import { PersonMenu } from "./PersonMenu";
import styles from "./Shell.module.css";
import { ZoneOffer } from "./ZoneOffer";

interface Props {
  session: Session;
  children: ReactNode;
}

/** What stands around every screen: on a phone a bar at the top and tabs at the bottom, on a desktop a side. */
export function Shell({ session, children }: Props) {
  const text = useText();
  useOwnLanguage();
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        {text("skip-to-content")}
      </a>
      <header className={styles.top}>
        <Mark />
        <PersonMenu session={session} />
      </header>
      <Navigation roles={session.roles} />
      <main id="content" tabIndex={-1} className={styles.content}>
        <Banners />
        <ZoneOffer />
        {children}
      </main>
    </div>
  );
}
