import { type RefObject, useEffect, useRef } from "react";
import type { Row } from "@/data/leaderboard";
import { useFormats } from "@/i18n/formats";
import { Chip } from "@/ui/Chip";
import { Portrait } from "@/ui/Portrait";
import styles from "./Ranking.module.css";
import { useText } from "./text";

interface Props {
  /** What the table is of, for those who do not see it. */
  label: string;
  rows: readonly Row[];
  /** Brings one's own row into view and under the keyboard: the button that asked for it is gone then. */
  seek?: boolean;
}

/** Who stands where, with how many points. Equal points share a rank. */
export function Ranking({ label, rows, seek = false }: Props) {
  const text = useText();
  const mine = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (!seek) return;
    mine.current?.scrollIntoView({ block: "center" });
    mine.current?.focus({ preventScroll: true });
  }, [seek]);
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption className="visually-hidden">{label}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{text("rank")}</th>
            <th scope="col">{text("name")}</th>
            <th scope="col">{text("points")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: no ids are told, and two people may share name and rank.
            <Line key={`${place} ${row.name}`} row={row} self={row.me ? mine : undefined} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface LineProps {
  row: Row;
  self: RefObject<HTMLTableRowElement | null> | undefined;
}

function Line({ row, self }: LineProps) {
  const text = useText();
  const formats = useFormats();
  return (
    <tr ref={self} tabIndex={self && -1} className={styles.row} data-me={row.me || undefined}>
      <td className={styles.rank}>
        <span className={styles.number} data-rank={row.rank <= 3 ? row.rank : undefined}>
          {formats.number(row.rank)}
        </span>
      </td>
      <td>
        <span className={styles.person}>
          <span className={styles.portrait}>
            <Portrait name={row.name} />
          </span>
          <span className={styles.name}>
            {row.name} {row.me && <Chip tone="accent">{text("you")}</Chip>}
          </span>
        </span>
      </td>
      <td className={styles.points}>{formats.number(row.points)}</td>
    </tr>
  );
}
