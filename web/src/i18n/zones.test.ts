import { expect, it } from "vitest";
import { showSame } from "./zones";

const NOVEMBER = Date.parse("2026-11-24T12:00:00Z");

it.each([
  ["Asia/Jakarta", "Asia/Pontianak", true],
  ["Europe/Berlin", "Europe/Amsterdam", true],
  ["UTC", "Etc/UTC", true],
  ["UTC", "Asia/Jakarta", false],
  // The same in winter, not in summer.
  ["UTC", "Europe/London", false],
])("%s and %s show the same: %s", (one, other, same) => {
  expect(showSame(one, other, NOVEMBER)).toBe(same);
});
