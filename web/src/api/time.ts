/**
 * What time it is where things go out. A device's clock may be wrong by hours, or be set while a page is open; each answer
 * says when it was given.
 */

/** Less than this is how long an answer takes. */
const NOTHING = 30_000;

let late = 0;

/** By how much this device is late, from what an answer says. */
export function learnTime(headers: Headers): void {
  const told = Date.parse(headers.get("Date") ?? "");
  if (Number.isNaN(told)) return;
  const seen = told - Date.now();
  late = Math.abs(seen) < NOTHING ? 0 : seen;
}

/** The services' time, in milliseconds; this device's while nothing was answered yet. */
export function timeNow(): number {
  return Date.now() + late;
}
