import { type RefObject, useEffect, useRef } from "react";
import type { Activity } from "@/data/feed";

export type Verb = "edit" | "approve" | "decline";
export type Act = (activity: Activity, verb: Verb) => void;

const VERBS: Readonly<Record<string, Verb>> = { e: "edit", a: "approve", d: "decline" };
const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1 };

/** j and k move between cards, e edits, a approves, d declines the one that has the focus (or holds it). */
export function useKeys(
  activities: readonly Activity[],
  act: Act,
  active: boolean,
): { list: RefObject<HTMLUListElement | null> } {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (!active) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const cards = [...(list.current?.children ?? [])];
      const at = cards.findIndex((card) => card.contains(document.activeElement));
      const step = STEPS[event.key];
      if (step !== undefined) {
        focus(cards[Math.min(Math.max(at + step, 0), cards.length - 1)]);
        return;
      }
      const verb = VERBS[event.key];
      const activity = activities[at];
      if (verb === undefined || activity === undefined) return;
      event.preventDefault();
      if (verb === "decline") focus(cards[at + 1] ?? cards[at - 1]);
      act(activity, verb);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [activities, act, active]);
  return { list };
}

function focus(card: Element | undefined): void {
  card?.querySelector<HTMLElement>("article")?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [role=menu]") !== null;
}
