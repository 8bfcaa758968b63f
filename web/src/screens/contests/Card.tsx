import { Ban, CalendarClock, Flag, Hourglass, Timer, Trophy } from "lucide-react";
import { type Contest, type ContestState, stateAt } from "@/data/contests";
import { useFormats } from "@/i18n/formats";
import { Chip } from "@/ui/Chip";
import { Notice } from "@/ui/Notice";
import styles from "./Card.module.css";
import { Leaders } from "./Leaders";
import { useText } from "./text";
import { Winners } from "./Winners";

interface Props {
  contest: Contest;
  isListed: boolean;
  now: number;
  onStandings: () => void;
}

const LOOKS = {
  upcoming: { icon: CalendarClock, tone: "plain" },
  running: { icon: Timer, tone: "accent" },
  counting: { icon: Hourglass, tone: "warn" },
  closed: { icon: Flag, tone: "plain" },
  "called-off": { icon: Ban, tone: "bad" },
} as const satisfies Record<ContestState, unknown>;

/** One contest: what it is about, how much time is left, who is ahead or has won. */
export function Card({ contest, isListed, now, onStandings }: Props) {
  const text = useText();
  const formats = useFormats();
  const state = stateAt(contest, now);
  const { icon, tone } = LOOKS[state];
  const id = `contest-${contest.contest_id}`;
  return (
    <article className={styles.card} aria-labelledby={id}>
      <header className={styles.head}>
        <h3 id={id} className={styles.title}>
          {contest.title ?? text("untitled")}
        </h3>
        <Chip icon={icon} tone={tone}>
          {text(`is-${state}`, {
            opens: formats.relative(contest.opens_at, now),
            closes: formats.relative(contest.closes_at, now),
          })}
        </Chip>
      </header>
      {contest.words && <p className={styles.words}>{contest.words}</p>}
      <ul className={styles.facts}>
        <li>
          <CalendarClock aria-hidden size={16} />
          {text("from-to", { from: moment(contest.opens_at), to: moment(contest.closes_at) })}
        </li>
        {state !== "called-off" && (
          <li>
            <Trophy aria-hidden size={16} />
            {text("places", { places: contest.places })}
          </li>
        )}
      </ul>
      {(state === "running" || state === "counting") && (
        <Leaders contest={contest} isListed={isListed} onStandings={onStandings} />
      )}
      {state === "counting" && <Notice>{text("counting-words")}</Notice>}
      {state === "closed" && <Winners contest={contest} />}
      {state === "called-off" && (
        <Notice tone="warn">
          {contest.reason ? text("called-off-because", { reason: contest.reason }) : text("called-off-words")}
        </Notice>
      )}
    </article>
  );

  function moment(at: string): string {
    return `${formats.date(at)}, ${formats.time(at)}`;
  }
}
