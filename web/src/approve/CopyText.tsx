import { Copy } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/ui/Button";
import field from "@/ui/Field.module.css";
import styles from "./CopyText.module.css";
import { useText } from "./text";

/** Words to take elsewhere. Where the browser does not let us copy, they are marked, to be copied by hand. */
export function CopyText({ label, value }: { label: string; value: string }) {
  const text = useText();
  const id = useId();
  const [outcome, setOutcome] = useState<"copied" | "copy-by-hand" | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("copied");
    } catch {
      const area = document.getElementById(id);
      if (area instanceof HTMLTextAreaElement) area.select();
      setOutcome("copy-by-hand");
    }
  };
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <textarea id={id} readOnly rows={6} className={field.input} value={value} />
      <div className={styles.under}>
        <Button icon={Copy} onClick={() => void copy()}>
          {text("copy")}
        </Button>
        <span role="status" className={field.hint}>
          {outcome && text(outcome)}
        </span>
      </div>
    </div>
  );
}
