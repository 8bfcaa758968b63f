import { Check } from "lucide-react";
import type { Milestone, TrainingStep } from "@/data/progress";
import { useFormats } from "@/i18n/formats";
import { Chip } from "@/ui/Chip";
import { Meter } from "@/ui/Meter";
import styles from "./Rung.module.css";
import { Steps } from "./Steps";
import { useText } from "./text";

interface Props {
  number: number;
  level: Milestone;
  /** It is the one to be reached now. */
  isNext: boolean;
  steps: readonly TrainingStep[];
  onStep: (step: TrainingStep) => void;
}

/** One level: what it takes, how much of that is done, and the training that leads there. */
export function Rung({ number, level, isNext, steps, onStep }: Props) {
  const text = useText();
  const formats = useFormats();
  const { language } = formats;
  const isReached = level.reached_at !== null;
  const count = text("count", { counted: Math.min(level.counted, level.posts), posts: level.posts });
  return (
    <article
      className={styles.rung}
      data-standing={isReached ? "reached" : isNext ? "next" : "ahead"}
      aria-labelledby={`level-${level.code}`}
    >
      <span className={styles.number} aria-hidden>
        {isReached ? <Check size={20} /> : formats.number(number)}
      </span>
      <div className={styles.body}>
        <header className={styles.head}>
          <h3 id={`level-${level.code}`}>{level.title[language]}</h3>
          {level.reached_at !== null && (
            <Chip tone="good">{text("reached", { date: formats.date(level.reached_at) })}</Chip>
          )}
          {isNext && <Chip tone="accent">{text("next")}</Chip>}
        </header>
        <p className={styles.reason}>
          {isReached ? level.reason[language] : text("when", { reason: level.reason[language] })}
        </p>
        {!isReached && (
          <div className={styles.measure}>
            <Meter label={level.title[language]} value={level.counted} max={level.posts} spoken={count} />
            <span className={styles.count}>{count}</span>
          </div>
        )}
        {!isReached && !isNext && level.counted >= level.posts && <p className={styles.reason}>{text("in-order")}</p>}
      </div>
      <Steps steps={steps} onStep={onStep} />
    </article>
  );
}
