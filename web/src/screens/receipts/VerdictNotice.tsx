import { Notice } from "@/ui/Notice";
import { useText } from "./text";
import type { Verdict } from "./verify";

/** What was verified, in plain words, and what that does not say. */
export function VerdictNotice({ verdict }: { verdict: Verdict }) {
  const text = useText();
  if (verdict.outcome !== "proven") {
    return (
      <Notice tone={verdict.outcome === "not-proven" ? "bad" : "warn"} live>
        {text(verdict.outcome)}
      </Notice>
    );
  }
  return (
    <Notice tone={verdict.words === "other" ? "bad" : "good"} live>
      <p>
        <strong>{text("proven")}</strong> {text(`words-${verdict.words}`)}
      </p>
      <p>{text("not-said")}</p>
    </Notice>
  );
}
