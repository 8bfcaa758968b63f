import { ExternalLink } from "lucide-react";
import { networkName } from "@/data/networks";
import type { LedgerEntry } from "@/data/points";
import { useFormats } from "@/i18n/formats";
import styles from "./EntryRow.module.css";
import { explained } from "./rules";
import { useText } from "./text";

interface Props {
  entry: LedgerEntry;
  /** The post on its network. */
  link: string | undefined;
  /** What was redeemed. */
  title: string | undefined;
}

/** One movement: how many points, what for, by which rule. */
export function EntryRow({ entry, link, title }: Props) {
  const text = useText();
  const formats = useFormats();
  const { what, why } = explained(entry.rule);
  const values = {
    network: entry.network === null ? "" : networkName(entry.network),
    promised: entry.promised,
    ownWords: entry.own_words,
    title: title ?? text("a-reward"),
    rule: entry.rule,
  };
  return (
    <article className={styles.entry}>
      <div>
        <p className={styles.what}>{text(what, values)}</p>
        <p className={styles.why}>{text(why, values)}</p>
        <p className={styles.when}>
          {formats.moment(entry.at)}
          {link && (
            <a className={styles.link} href={link} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden size={14} />
              {text("see")}
            </a>
          )}
        </p>
      </div>
      <p className={styles.points} data-way={entry.points < 0 ? "out" : "in"}>
        {signed(entry.points)}
        <span className="visually-hidden"> {text("unit", { count: Math.abs(entry.points) })}</span>
      </p>
    </article>
  );

  function signed(points: number): string {
    return points > 0 ? `+${formats.number(points)}` : formats.number(points).replace("-", "−");
  }
}
