import type { ReactNode } from "react";
import type { Value } from "@/data/reports";
import { Table } from "@/ui/Table";
import styles from "./Report.module.css";
import { Section } from "./Section";
import { useText } from "./text";
import { useWrite } from "./write";

const MEASURES = ["likes", "reposts", "replies", "views"] as const;

interface Props {
  value: Value | null;
  source?: string | null | undefined;
  /** What an administrator can do about the prices. */
  aside?: ReactNode;
}

/** What readers' answers are worth: each number times its price, and what is not in it. */
export function Worth({ value, source, aside }: Props) {
  const text = useText();
  return (
    <Section title={text("worth")} aside={aside}>
      {value === null ? (
        <p className={styles.soft}>{text("worth-no-prices")}</p>
      ) : (
        <>
          {value.value === null ? <p className={styles.soft}>{text("worth-none")}</p> : <Terms value={value} />}
          <LeftOut value={value} />
          {source && <p className={styles.soft}>{text("source", { source })}</p>}
        </>
      )}
    </Section>
  );
}

function Terms({ value }: { value: Value }) {
  const text = useText();
  const write = useWrite();
  const terms = MEASURES.flatMap((measure) => {
    const term = value.terms.find((each) => each.of === measure);
    if (term === undefined) return [];
    const price = write.money(term.price, value.currency);
    return {
      key: measure as string,
      head: text(measure),
      cells: [
        text("worth-term", { count: write.number(term.count), price }),
        write.money(term.value, value.currency),
      ] as ReactNode[],
    };
  });
  const sum = { key: "sum", head: text("worth-sum"), cells: ["", write.money(value.value ?? 0, value.currency)] };
  return (
    <Table
      caption={text("worth")}
      captionHidden
      columns={[text("worth"), text("formula"), value.currency]}
      rows={[...terms, sum]}
      numbers
    />
  );
}

function LeftOut({ value }: { value: Value }) {
  const text = useText();
  const left = MEASURES.flatMap((measure) => {
    const why = value.left_out[measure];
    return why === undefined ? [] : text(`left-out-${why}`, { measure: text(measure) });
  });
  if (left.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {left.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  );
}
