import { expect, it } from "vitest";
import { pathOf } from "./chart";

const at = (day: number, followers: number) => ({ at: `2026-11-0${day}T00:00:00Z`, followers });

it("goes from the lower left to the upper right as followers grow", () => {
  expect(pathOf([at(1, 10), at(2, 15), at(3, 20)], 108, 58)).toBe("M4.0,54.0L54.0,29.0L104.0,4.0");
});

it("is level where nothing changes", () => {
  expect(pathOf([at(1, 7), at(3, 7)], 108, 58)).toBe("M4.0,29.0L104.0,29.0");
});
