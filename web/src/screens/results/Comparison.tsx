import { Sprout, TrendingDown, TrendingUp, Waves } from "lucide-react";
import type { Compared, Interval } from "@/data/results";
import { useFormats } from "@/i18n/formats";
import styles from "./Comparison.module.css";
import { directionOf, missingOf } from "./reading";
import { useText } from "./text";

const ICONS = { more: TrendingUp, less: TrendingDown, unclear: Waves };

interface Props {
  compared: Compared;
  /** Of fewer nothing is said. */
  needed: number;
  of: "posts" | "weeks";
}

/** One's beginning beside now, each with its interval, and what may be said of the change. */
export function Comparison({ compared, needed, of }: Props) {
  const text = useText();
  const { baseline, now, change } = compared;
  const missing = missingOf(compared, needed);
  const Icon = change ? ICONS[directionOf(change)] : Sprout;
  return (
    <div className={styles.comparison}>
      <dl className={styles.numbers}>
        <Figure label={text("baseline")} value={baseline.median} count={text(`of-${of}`, { count: baseline.told })} />
        <Figure label={text("now")} value={now.median} count={text(`of-${of}`, { count: now.told })} />
      </dl>
      <p className={styles.verdict}>
        <Icon aria-hidden size={18} />
        <span>
          {change && <Change change={change} />}
          {missing && text(`missing-${missing.of}-${of}`, { told: missing.told, needed })}
        </span>
      </p>
    </div>
  );
}

function Figure({ label, value, count }: { label: string; value: Interval | null; count: string }) {
  const text = useText();
  const formats = useFormats();
  return (
    <div className={styles.number}>
      <dt>{label}</dt>
      <dd>
        <strong>{value ? formats.number(value.value) : text("not-yet")}</strong>
        {value && <span>{text("between", { low: formats.number(value.low), high: formats.number(value.high) })}</span>}
        <span>{count}</span>
      </dd>
    </div>
  );
}

function Change({ change }: { change: Interval }) {
  const text = useText();
  const formats = useFormats();
  const signed = (value: number) => (value > 0 ? `+${formats.number(value)}` : formats.number(value));
  return text(`change-${directionOf(change)}`, {
    value: signed(change.value),
    low: signed(change.low),
    high: signed(change.high),
  });
}
