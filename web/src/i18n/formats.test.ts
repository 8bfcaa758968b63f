import { expect, it } from "vitest";
import { Formats } from "./formats";

const AT = "2026-11-24T18:05:00.000Z";
const jakarta = new Formats("id", "Asia/Jakarta");
const berlin = new Formats("en", "Europe/Berlin");

it("reads the clock of the person's zone", () => {
  expect(berlin.time(AT)).toBe("19:05");
  expect(jakarta.time(AT)).toBe("01.05");
});

it("says a moment in the person's language", () => {
  expect(berlin.moment(AT)).toBe("Tuesday 24 November, 19:05");
  expect(jakarta.moment(AT)).toBe("Rabu, 25 November, 01.05");
});

it("knows the day on the person's calendar", () => {
  expect(berlin.day(AT)).toBe("2026-11-24");
  expect(jakarta.day(AT)).toBe("2026-11-25");
});

it("says how long there is", () => {
  const now = Date.parse(AT);
  expect(berlin.span("2026-11-25T19:06:00Z", now)).toBe("1 day");
  expect(berlin.span("2026-11-24T21:10:00Z", now)).toBe("3 hours");
  expect(jakarta.span("2026-11-24T18:04:00Z", now)).toBe("0 menit");
});

it("says how long it is from now", () => {
  const now = Date.parse(AT);
  expect(berlin.relative("2026-11-24T21:10:00Z", now)).toBe("in 3 hours");
  expect(berlin.relative("2026-11-27T18:05:00Z", now)).toBe("in 3 days");
  expect(jakarta.relative("2026-11-24T18:00:00Z", now)).toBe("5 menit yang lalu");
});
