import { useMemo, useSyncExternalStore } from "react";

const PLACE = "restu.left";
const KEPT = 200;

const listeners = new Set<() => void>();

/** Approvals whose failure the person has seen and leaves as it is. This device knows; another one asks them, too. */
export function useLeft(): ReadonlySet<string> {
  const written = useSyncExternalStore(subscribe, read);
  return useMemo(() => new Set(idsOf(written)), [written]);
}

/** Leaves a failure as it is, or no longer. */
export function leave(approvalId: string, isLeft: boolean): void {
  const others = idsOf(read()).filter((each) => each !== approvalId);
  localStorage.setItem(PLACE, (isLeft ? [...others, approvalId] : others).slice(-KEPT).join(" "));
  for (const listener of listeners) listener();
}

function read(): string {
  return localStorage.getItem(PLACE) ?? "";
}

function idsOf(written: string): string[] {
  return written.split(" ").filter(Boolean);
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  addEventListener("storage", changed); // another tab
  return () => {
    listeners.delete(changed);
    removeEventListener("storage", changed);
  };
}
