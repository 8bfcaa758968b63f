import type { Figures, ServiceHealth, ServiceLetters } from "@/data/health";

/** `unknown`: nobody has said so lately, whatever it was before. */
export type State = ServiceHealth["state"] | "unknown";

/** What is to be said of all services together, the worst first. */
export type Overall =
  | { kind: "unheard" }
  | { kind: "some-wrong"; count: number }
  | { kind: "some-behind" | "all-well" };

interface Seen {
  services: readonly ServiceHealth[];
  /** Undefined while it is not known. */
  letters: readonly ServiceLetters[] | undefined;
  /** Whether the last question was answered. */
  isHeard: boolean;
}

/** Well is only what is known to be well. */
export function judge({ services, letters, isHeard }: Seen): Overall {
  if (!isHeard) return { kind: "unheard" };
  const wrong = services.filter((each) => needsAttention(each) || hasLetters(each.service, letters));
  if (wrong.length > 0) return { kind: "some-wrong", count: wrong.length };
  return { kind: services.some((each) => each.figures && isBehind(each.figures)) ? "some-behind" : "all-well" };
}

/** Of a figure that is not told, nothing is known; of one that is null, there is none of the kind. */
function needsAttention({ state, figures }: ServiceHealth): boolean {
  return state !== "ready" || figures === null || number(figures.missing) > 0 || number(figures.dead_letters) > 0;
}

/** Also where nobody could say whether there are any. */
function hasLetters(service: string, letters: readonly ServiceLetters[] | undefined): boolean {
  const told = letters?.find((each) => each.service === service);
  return letters !== undefined && (told === undefined || told.waiting === null || told.waiting > 0);
}

export function isBehind({ to_publish, to_apply, to_show }: Figures): boolean {
  return number(to_publish) + number(to_apply) + number(to_show) > 0;
}

export function number(figure: number | null | undefined): number {
  return figure ?? 0;
}

const PARTS = ["start", "database", "relay", "consumer", "views"] as const;

/** The part of a service that says it is not ready, as far as there are words for it. */
export function partOf(part: string): (typeof PARTS)[number] | "other" {
  return PARTS.find((each) => each === part) ?? "other";
}
