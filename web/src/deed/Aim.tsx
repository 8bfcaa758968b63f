import { ExternalLink } from "lucide-react";
import styles from "./Aim.module.css";
import { useDeeds } from "./deeds";

interface Props {
  kind: string;
  network: string;
  /** The address of what it is done to; null where there is none. */
  target: string | null;
}

/** What is done, and to what, which one can look at; nothing of a post, whose words say it. */
export function Aim({ kind, network, target }: Props) {
  const said = useDeeds().to(kind, network, target);
  if (said === null || target === null) return null;
  return (
    <p className={styles.aim}>
      <a href={target} target="_blank" rel="noreferrer">
        {said}
        <ExternalLink aria-hidden size={14} className={styles.icon} />
      </a>
    </p>
  );
}
