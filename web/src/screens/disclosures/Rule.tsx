import type { ReactNode } from "react";
import { useNames } from "@/curate/names";
import type { DisclosureText, Shipped } from "@/data/disclosures";
import { networkName } from "@/data/networks";
import { useFormats } from "@/i18n/formats";
import { Chip } from "@/ui/Chip";
import styles from "./Rule.module.css";
import { useText } from "./text";

interface Props {
  title: string;
  required: boolean;
  texts: readonly DisclosureText[];
  /** Where a rule that comes with Restu is from. */
  source?: Pick<Shipped, "source" | "checked">;
  act: ReactNode;
}

/** What is asked for in a country, and the words any of which do. */
export function Rule({ title, required, texts, source, act }: Props) {
  const text = useText();
  const names = useNames();
  const formats = useFormats();
  return (
    <article className={styles.rule} aria-label={title}>
      <div className={styles.head}>
        <h3>{title}</h3>
        <Chip tone={required ? "warn" : "plain"}>{text(required ? "required" : "not-required")}</Chip>
      </div>
      {texts.length > 0 && (
        <ul className={styles.texts}>
          {texts.map((each) => (
            <li key={`${each.language} ${each.text} ${each.networks.join()}`}>
              <span className={styles.language}>
                {[names.language(each.language), ...each.networks.map(networkName)].join(" · ")}
              </span>
              <q lang={each.language}>{each.text}</q>
            </li>
          ))}
        </ul>
      )}
      {source && (
        <details className={styles.source}>
          <summary>{text("source")}</summary>
          <p lang="en">{source.source}</p>
          <p>{text("checked", { when: formats.date(`${source.checked}T12:00:00Z`) })}</p>
        </details>
      )}
      <div>{act}</div>
    </article>
  );
}
