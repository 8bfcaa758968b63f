const MONDAY = Date.UTC(2026, 10, 23);
const DAY = 24 * 60 * 60_000;

/** Minutes after midnight as a clock shows them: 1260 is 21:00. */
export function toClock(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function fromClock(shown: string): number {
  const [hours = 0, minutes = 0] = shown.split(":").map(Number);
  return hours * 60 + minutes;
}

/** From Monday on. */
export function weekdayNames(language: string): string[] {
  const names = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => names.format(MONDAY + day * DAY));
}
