import { expect, test } from "vitest";
import { top } from "./scale";

test.each([
  [0, 2],
  [2, 2],
  [3, 4],
  [9, 10],
  [10, 20],
  [41, 60],
  [1000, 2000],
  [9999, 10000],
])("a scale for %i ends at %i", (value, end) => {
  expect(top(value)).toBe(end);
});
