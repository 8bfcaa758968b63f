import { expect, it } from "vitest";
import { fromWallClock, toWallClock } from "./wall-clock";

it.each(["Asia/Jakarta", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])("%s there and back", (zone) => {
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 41.5 * 60 * 60_000) {
    const shown = toWallClock(at, zone);
    expect(toWallClock(Date.parse(fromWallClock(shown, zone)), zone)).toBe(shown);
  }
});

it("knows when the clocks change", () => {
  expect(fromWallClock("2026-03-28T09:00", "Europe/Berlin")).toBe("2026-03-28T08:00:00.000Z");
  expect(fromWallClock("2026-03-30T09:00", "Europe/Berlin")).toBe("2026-03-30T07:00:00.000Z");
});
