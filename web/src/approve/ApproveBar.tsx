import { Check, Eye } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import styles from "./ApproveBar.module.css";
import type { Gate } from "./gate";
import type { Looking } from "./look";
import { NotApproved } from "./outcome";
import { slotOf } from "./preview";
import { Summary } from "./Summary";
import { useText } from "./text";
import type { useApprove } from "./useApprove";

interface Props {
  button: RefObject<HTMLButtonElement | null>;
  gate: Gate;
  look: Looking;
  approval: ReturnType<typeof useApprove>;
  /** It is being approved. */
  isHeld: boolean;
  isWorded: boolean;
  onApprove: () => void;
}

/** The one button that approves; beside it what it waits for, and what became of pressing it. */
export function ApproveBar({ button, gate, look, approval, isHeld, isWorded, onApprove }: Props) {
  const text = useText();
  const formats = useFormats();
  const later = gate.preview?.not_now ? slotOf(gate.preview) : null;
  const verb = isHeld ? "approving" : approval.replaces ? "replace" : isWorded ? "approve" : "approve-plain";
  return (
    <div className={styles.bar}>
      {isHeld ? approval.isDoubtful && <Doubt /> : <Failed error={approval.error} />}
      {!isHeld && look.isRevised && <Revised onLooked={look.acknowledge} />}
      {gate.preview && <Summary shown={gate.preview} />}
      <Button
        ref={button}
        look="primary"
        icon={Check}
        className={styles.approve}
        busy={gate.preview === null || isHeld}
        aria-describedby="approve-note"
        onKeyDown={ignoreRepeats}
        onClick={onApprove}
      >
        {text(verb)}
      </Button>
      <p id="approve-note" className={styles.note}>
        {isHeld ? (
          text("approving-words")
        ) : gate.why ? (
          text(`missing-${gate.why.what}`, { ...gate.why })
        ) : (
          <>
            {text("nothing-before")} <span className={styles.key}>{text("by-key")}</span>{" "}
            {later && text("goes-later", { when: formats.moment(later.at) })}
          </>
        )}
      </p>
    </div>
  );
}

/** A key that is held since before the preview came decides nothing. */
function ignoreRepeats(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}

function Doubt() {
  const text = useText();
  return (
    <Notice tone="warn" live>
      {text("doubt")}
    </Notice>
  );
}

function Failed({ error }: { error: unknown }) {
  const text = useText();
  if (!(error instanceof NotApproved)) return <ErrorNotice error={error} />;
  return (
    <Notice tone="bad" live>
      {text("not-approved")}
    </Notice>
  );
}

/** What would be published is another than a moment ago, and not by the person's doing. */
function Revised({ onLooked }: { onLooked: () => void }) {
  const text = useText();
  return (
    <Notice tone="warn" live>
      <div className={styles.revised}>
        <p>{text("revised")}</p>
        <Button icon={Eye} onClick={onLooked}>
          {text("looked")}
        </Button>
      </div>
    </Notice>
  );
}
