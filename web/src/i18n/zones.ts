import { toWallClock } from "./wall-clock";

const KEPT = "restu.zone";
const HALF_A_YEAR = 182 * 24 * 60 * 60_000;

/** The zone of the clock on this device; undefined where the browser does not say. */
export function deviceZone(): string | undefined {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zone itself; UTC where this browser has not heard of it, as of a zone that is younger than the browser. */
export function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) && zone;
  } catch {
    return "UTC";
  }
}

/** Whether clocks in both show the same, in summer and in winter, whatever the zones are called. */
export function showSame(one: string, other: string, now: number): boolean {
  const shown = (at: number, zone: string) => toWallClock(at, knownZone(zone));
  return [now, now + HALF_A_YEAR].every((at) => shown(at, one) === shown(at, other));
}

/** Whether somebody said here that their times stay in this zone, with the device in that one. */
export function isKept(zone: string, device: string): boolean {
  return localStorage.getItem(KEPT) === `${zone} ${device}`;
}

export function keepZone(zone: string, device: string): void {
  localStorage.setItem(KEPT, `${zone} ${device}`);
}
