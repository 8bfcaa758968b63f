import { expect, it } from "vitest";
import { fromClock, toClock, weekdayNames } from "./times";

it.each([
  [0, "00:00"],
  [425, "07:05"],
  [1439, "23:59"],
])("%i minutes are %s, there and back", (minutes, shown) => {
  expect(toClock(minutes)).toBe(shown);
  expect(fromClock(shown)).toBe(minutes);
});

it("begins the week on Monday", () => {
  expect(weekdayNames("en")[0]).toBe("Monday");
  expect(weekdayNames("id")[6]).toBe("Minggu");
});
