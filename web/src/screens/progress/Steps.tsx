import { BookOpen, CircleCheck } from "lucide-react";
import type { TrainingStep } from "@/data/progress";
import { useLanguage } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { minutesOf } from "./minutes";
import styles from "./Steps.module.css";
import { useText } from "./text";

interface Props {
  steps: readonly TrainingStep[];
  onStep: (step: TrainingStep) => void;
}

/** The training for a level: what it is, how long it takes, whether it is done. */
export function Steps({ steps, onStep }: Props) {
  const text = useText();
  const { language } = useLanguage();
  if (steps.length === 0) return null;
  return (
    <ul className={styles.steps} aria-label={text("training")}>
      {steps.map((step) => {
        const title = step.title[language];
        const isDone = step.completed_at !== null;
        const Icon = isDone ? CircleCheck : BookOpen;
        return (
          <li key={step.code} className={styles.step} data-done={isDone || undefined}>
            <Icon aria-hidden size={20} />
            <span>
              <span className={styles.title}>{title}</span>
              <span className={styles.minutes}>
                {isDone
                  ? text("done-in", { minutes: minutesOf(step.seconds ?? 0) })
                  : text("takes", { minutes: step.minutes })}
              </span>
            </span>
            <Button
              look={isDone ? "quiet" : "soft"}
              aria-label={text(isDone ? "read-again-of" : "begin-of", { title })}
              onClick={() => onStep(step)}
            >
              {text(isDone ? "read-again" : "begin")}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
