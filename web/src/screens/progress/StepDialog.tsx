import { Check } from "lucide-react";
import { Link } from "wouter";
import type { TrainingStep } from "@/data/progress";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { minutesOf } from "./minutes";
import styles from "./StepDialog.module.css";
import { useText } from "./text";

interface Props {
  step: TrainingStep;
  isStarting: boolean;
  isCompleting: boolean;
  error: unknown;
  onDone: () => void;
  onClose: () => void;
}

/** A step to read and try. */
export function StepDialog({ step, isStarting, isCompleting, error, onDone, onClose }: Props) {
  const text = useText();
  const formats = useFormats();
  const { language } = formats;
  const paragraphs = step.words[language].trim().split(/\n{2,}/);
  return (
    <Dialog
      title={step.title[language]}
      subtitle={text("takes", { minutes: step.minutes })}
      onClose={onClose}
      footer={
        step.completed_at === null ? (
          <>
            <p className={styles.note}>{text("measured")}</p>
            <Button look="primary" icon={Check} busy={isStarting || isCompleting} onClick={onDone}>
              {text("mark-done")}
            </Button>
          </>
        ) : (
          <p className={styles.note}>
            {text("done-on", { date: formats.date(step.completed_at), minutes: minutesOf(step.seconds ?? 0) })}
          </p>
        )
      }
    >
      <div className={styles.words}>
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        {step.completed_at === null && (
          <p>
            <Link href="/">{text("to-feed")}</Link>
          </p>
        )}
        <ErrorNotice error={error} />
      </div>
    </Dialog>
  );
}
