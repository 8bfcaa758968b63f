import { expect, it } from "vitest";
import { knownZone, showSame } from "./zones";

const NOVEMBER = Date.parse("2026-11-24T12:00:00Z");

it.each([
  ["Asia/Jakarta", "Asia/Pontianak", true],
  ["Europe/Berlin", "Europe/Amsterdam", true],
  ["UTC", "Etc/UTC", true],
  ["UTC", "Asia/Jakarta", false],
  ["Asia/Jakarta", "Asia/Not_Founded_Yet", false],
  // The same in winter, not in summer.
  ["UTC", "Europe/London", false],
])("%s and %s show the same: %s", (one, other, same) => {
  expect(showSame(one, other, NOVEMBER)).toBe(same);
});

it("gives times in UTC where the browser does not know the zone", () => {
  expect([knownZone("Asia/Jakarta"), knownZone("Asia/Not_Founded_Yet")]).toEqual(["Asia/Jakarta", "UTC"]);
});
