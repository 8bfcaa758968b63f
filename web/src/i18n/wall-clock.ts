/** Between moments and what a clock on a wall shows, as `<input type="datetime-local">` has it: 2026-11-24T09:30. */

const MINUTE = 60_000;

export function toWallClock(at: number, zone: string): string {
  const shape = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return shape.format(at).replace(" ", "T");
}

/** The moment at which that clock shows this; where it shows it twice, the first; where never, the one an hour on. */
export function fromWallClock(shown: string, zone: string): string {
  const asUtc = Date.parse(`${shown}:00Z`);
  const guess = asUtc - offset(asUtc, zone);
  return new Date(asUtc - offset(guess, zone)).toISOString();
}

function offset(at: number, zone: string): number {
  const whole = Math.floor(at / MINUTE) * MINUTE;
  return Date.parse(`${toWallClock(whole, zone)}:00Z`) - whole;
}
