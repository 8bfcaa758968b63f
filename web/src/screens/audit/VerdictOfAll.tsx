import type { Audited } from "@/data/audit";
import { Notice } from "@/ui/Notice";
import { useText } from "./text";
import { usedTwice, type Verdict } from "./verify";

interface Props {
  posts: readonly Audited[];
  outcomes: ReadonlyMap<string, Verdict["outcome"]>;
}

/** What verifying everything that is shown came to, the worst first. */
export function VerdictOfAll({ posts, outcomes }: Props) {
  const text = useText();
  const count = posts.length;
  const number = (wanted: Verdict["outcome"]) => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
  const [wrong, incomplete, twice] = [number("wrong"), number("incomplete"), usedTwice(posts).size];
  if (number("unsupported") > 0) {
    return (
      <Notice tone="warn" live>
        {text("unsupported")}
      </Notice>
    );
  }
  return (
    <Notice tone={wrong + twice > 0 ? "bad" : incomplete > 0 ? "warn" : "good"} live>
      {twice > 0 && <p>{text("used-twice", { count: twice })}</p>}
      {wrong > 0 && <p>{text("all-wrong", { wrong, count })}</p>}
      {wrong === 0 && incomplete > 0 && <p>{text("all-incomplete", { incomplete, count })}</p>}
      {wrong + incomplete === 0 && twice === 0 && <p>{text("all-proven", { count })}</p>}
    </Notice>
  );
}
