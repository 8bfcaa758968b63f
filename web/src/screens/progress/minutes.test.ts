import { expect, it } from "vitest";
import { hasToBegin, minutesOf } from "./minutes";

const NOW = Date.parse("2026-11-26T12:00:00Z");

it("rounds to minutes, and to one at least", () => {
  expect([0, 29, 89, 90, 300].map(minutesOf)).toEqual([1, 1, 1, 2, 5]);
});

it("begins what was not begun, or so long ago that its time is over; never what is done", () => {
  const step = { started_at: null, completed_at: null };
  expect(hasToBegin(step, NOW)).toBe(true);
  expect(hasToBegin({ ...step, started_at: "2026-11-26T11:40:00Z" }, NOW)).toBe(false);
  expect(hasToBegin({ ...step, started_at: "2026-11-25T11:40:00Z" }, NOW)).toBe(true);
  expect(hasToBegin({ started_at: "2026-11-25T11:40:00Z", completed_at: "2026-11-25T11:45:00Z" }, NOW)).toBe(false);
});
