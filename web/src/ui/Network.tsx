import { networkName } from "@/data/networks";
import styles from "./Network.module.css";

/** A network by its name, with a sign to find it by at a glance. */
export function Network({ network, children }: { network: string; children?: string }) {
  const name = networkName(network);
  return (
    <span className={styles.network}>
      <span aria-hidden className={styles.sign} data-network={network}>
        {name[0]}
      </span>
      {children ?? name}
    </span>
  );
}
