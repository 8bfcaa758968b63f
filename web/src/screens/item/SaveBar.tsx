import { Save, Undo2 } from "lucide-react";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import styles from "./SaveBar.module.css";
import { useText } from "./text";

interface Props {
  label: string;
  /** What saving means for others. */
  note?: string | undefined;
  isBusy: boolean;
  isReady: boolean;
  /** Said while it cannot be saved. */
  notReady: string;
  error: unknown;
  save: () => void;
  /** Forgets what was typed; none where nothing was. */
  discard: (() => void) | undefined;
}

/** Stays in sight while something is not saved. */
export function SaveBar({ label, note, isBusy, isReady, notReady, error, save, discard }: Props) {
  const text = useText();
  return (
    <section className={styles.bar} aria-label={label}>
      <ErrorNotice error={error} />
      <p className={styles.note}>{isReady ? note : notReady}</p>
      {discard && (
        <Button look="quiet" icon={Undo2} onClick={discard}>
          {text("discard")}
        </Button>
      )}
      <Button look="primary" icon={Save} busy={isBusy || !isReady} onClick={save}>
        {label}
      </Button>
    </section>
  );
}
