import { toWallClock } from "./wall-clock";

const KEPT = "restu.zone";
const HALF_A_YEAR = 182 * 24 * 60 * 60_000;

/** The zone of the clock on this device; undefined where the browser does not say. */
export function deviceZone(): string | undefined {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether clocks in both show the same, in summer and in winter, whatever the zones are called. */
export function showSame(one: string, other: string, now: number): boolean {
  return [now, now + HALF_A_YEAR].every((at) => toWallClock(at, one) === toWallClock(at, other));
}

/** Whether somebody said here that their times stay in this zone, with the device in that one. */
export function isKept(zone: string, device: string): boolean {
  return localStorage.getItem(KEPT) === `${zone} ${device}`;
}

export function keepZone(zone: string, device: string): void {
  localStorage.setItem(KEPT, `${zone} ${device}`);
}
