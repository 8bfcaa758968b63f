import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { learnTime, timeNow } from "./time";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const HOUR = 60 * 60_000;

const answered = (at: number) => learnTime(new Headers({ Date: new Date(at).toUTCString() }));

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  answered(Date.now());
  vi.useRealTimers();
});

it("is the services' time on a device whose clock is wrong, and goes on", () => {
  answered(NOW - 9 * HOUR);
  expect(timeNow()).toBe(NOW - 9 * HOUR);
  vi.advanceTimersByTime(HOUR);
  expect(timeNow()).toBe(NOW - 8 * HOUR);
});

it("is right again with the next answer after the device's clock was set", () => {
  vi.setSystemTime(NOW + 9 * HOUR);
  answered(NOW);
  expect(timeNow()).toBe(NOW);
});

it("is the device's where an answer took a while, or does not say when it was given", () => {
  answered(NOW - 2_000);
  expect(timeNow()).toBe(NOW);
  learnTime(new Headers());
  expect(timeNow()).toBe(NOW);
});
