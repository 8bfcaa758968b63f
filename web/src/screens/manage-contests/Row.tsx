import { Ban } from "lucide-react";
import { type Contest, type ContestState, stateAt } from "@/data/contests";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import rows from "@/ui/Rows.module.css";
import styles from "./Row.module.css";
import { useText } from "./text";

const TONES = {
  upcoming: "plain",
  running: "accent",
  counting: "warn",
  closed: "good",
  "called-off": "bad",
} as const satisfies Record<ContestState, unknown>;

const GOES_ON: ReadonlySet<ContestState> = new Set(["upcoming", "running", "counting"]);

interface Props {
  contest: Contest;
  now: number;
  onCallOff: () => void;
}

/** One contest with its dates; what is not over can be called off. */
export function Row({ contest, now, onCallOff }: Props) {
  const text = useText();
  const formats = useFormats();
  const state = stateAt(contest, now);
  const title = contest.title ?? text("untitled");
  return (
    <article className={rows.row} aria-label={title}>
      <div className={styles.what}>
        <p className={styles.title}>{title}</p>
        <p className={styles.dates}>
          {text("from-to", { from: moment(contest.opens_at), to: moment(contest.closes_at), places: contest.places })}
        </p>
        {contest.reason && <p className={styles.dates}>{text("because", { reason: contest.reason })}</p>}
      </div>
      <Chip tone={TONES[state]}>{text(`is-${state}`, { winners: contest.winners.length })}</Chip>
      {GOES_ON.has(state) && (
        <Button look="danger" icon={Ban} aria-label={text("call-off-of", { title })} onClick={onCallOff}>
          {text("call-off")}
        </Button>
      )}
    </article>
  );

  function moment(at: string): string {
    return `${formats.date(at)}, ${formats.time(at)}`;
  }
}
