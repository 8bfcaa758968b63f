import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import styles from "./AskOnce.module.css";
import { Button } from "./Button";

interface Props {
  icon: LucideIcon;
  /** What the button says that asks. */
  label: string;
  /** What it means, said when it asks. */
  children: ReactNode;
  /** What the two buttons say then. */
  sure: string;
  keep: string;
  busy: boolean;
  onSure: () => void;
}

/**
 * For what nobody can undo: it asks once, in its place, at the far end of a row of buttons. The focus goes to what leaves
 * everything as it is.
 */
export function AskOnce({ icon, label, children, sure, keep, busy, onSure }: Props) {
  const [state, setState] = useState<"unasked" | "asking" | "answered">("unasked");
  const words = useId();
  if (state !== "asking") {
    return (
      <Button
        look="danger"
        icon={icon}
        busy={busy}
        className={styles.apart}
        autoFocus={state === "answered"}
        onClick={() => setState("asking")}
      >
        {label}
      </Button>
    );
  }
  const act = () => {
    setState("answered");
    onSure();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div role="group" className={styles.asking} aria-labelledby={words}>
      <p id={words}>{children}</p>
      <div className={styles.acts}>
        <Button look="danger" icon={icon} className={styles.sure} onClick={act}>
          {sure}
        </Button>
        <Button autoFocus aria-describedby={words} onClick={() => setState("answered")}>
          {keep}
        </Button>
      </div>
    </div>
  );
}
