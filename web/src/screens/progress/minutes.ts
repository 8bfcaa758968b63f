/** Measured seconds as the minutes that one speaks of: never none. */
export function minutesOf(seconds: number): number {
  return Math.max(1, Math.round(seconds / 60));
}

/** A step's time runs for so long at most; who comes back later begins anew. */
const LONGEST = 30 * 60_000;

/** Whether the time of a step has to begin (again) when it is opened. */
export function hasToBegin(step: { started_at: string | null; completed_at: string | null }, now: number): boolean {
  if (step.completed_at !== null) return false;
  return step.started_at === null || now - Date.parse(step.started_at) > LONGEST;
}
