import { useQuery } from "@tanstack/react-query";
import { useErrorText } from "@/api/words";
import { lengthQuery, type NetworkName, type NetworkRules } from "@/data/rules";
import { useFormats } from "@/i18n/formats";
import { useSettled } from "@/ui/settled";
import styles from "./Count.module.css";
import { useText } from "./text";

interface Props {
  id: string;
  network: NetworkName;
  words: string;
  link: string;
  rules: NetworkRules | undefined;
}

/** How long a message is with its link, counted by the service that will check it. */
export function Count({ id, network, words, link, rules }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const formats = useFormats();
  const settled = useSettled(words);
  const query = useQuery({ ...lengthQuery(network, settled, link), enabled: settled.trim() !== "" });
  if (words.trim() === "") {
    return (
      <p id={id} className={styles.count}>
        {text("no-words-yet", { limit: formats.number(rules?.limit ?? 0) })}
      </p>
    );
  }
  if (query.isError) {
    return (
      <p id={id} className={styles.count} data-over>
        {errorText(query.error)}
      </p>
    );
  }
  const { data } = query;
  if (data === undefined) {
    return (
      <p id={id} className={styles.count}>
        {text("counting")}
      </p>
    );
  }
  const share = Math.min(100, (data.used / data.limit) * 100);
  return (
    <div className={styles.line}>
      <div className={styles.track} aria-hidden>
        <div className={styles.bar} data-over={!data.fits || undefined} style={{ inlineSize: `${share}%` }} />
      </div>
      <p id={id} className={styles.count} data-over={!data.fits || undefined}>
        {text(data.fits ? (link ? "count-link" : "count") : "count-over", {
          used: formats.number(data.used),
          limit: formats.number(data.limit),
          over: formats.number(data.used - data.limit),
        })}
      </p>
    </div>
  );
}
