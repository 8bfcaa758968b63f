import type { ReactNode } from "react";
import styles from "./Table.module.css";

export interface Row {
  key: string;
  /** What the row is about. */
  head: ReactNode;
  cells: readonly ReactNode[];
}

interface Props {
  caption: string;
  /** The caption is said and not shown where a heading beside it says the same. */
  captionHidden?: boolean;
  columns: readonly string[];
  rows: readonly Row[];
  /** The columns behind the first hold numbers, which are read from the right. */
  numbers?: boolean;
}

/** A table that scrolls sideways by itself where it is wider than the window. */
export function Table({ caption, captionHidden = false, columns, rows, numbers = false }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be scrolled by keys, too
    <section className={styles.frame} aria-label={caption} tabIndex={0}>
      <table className={styles.table} data-numbers={numbers || undefined}>
        <caption className={captionHidden ? "visually-hidden" : styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.head}</th>
              {row.cells.map((cell, place) => (
                <td key={columns[place + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
