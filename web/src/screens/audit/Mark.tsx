import { CircleDashed, ShieldAlert, ShieldCheck } from "lucide-react";
import { Chip } from "@/ui/Chip";
import { useText } from "./text";
import type { Outcome } from "./verify";

const LOOKS = {
  proven: { icon: ShieldCheck, tone: "good" },
  wrong: { icon: ShieldAlert, tone: "bad" },
  incomplete: { icon: CircleDashed, tone: "warn" },
} as const;

/** What verifying a post said, in a word. */
export function Mark({ outcome }: { outcome: Outcome }) {
  const text = useText();
  return <Chip {...LOOKS[outcome]}>{text(`mark-${outcome}`)}</Chip>;
}
