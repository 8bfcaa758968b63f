import { expect, test } from "vitest";
import { isOfWeb, wholeAddress } from "./address";

test.each([
  ["example.org/lab", "https://example.org/lab"],
  ["  www.example.org ", "https://www.example.org"],
  ["//example.org", "https://example.org"],
  ["localhost:8080/lab", "https://localhost:8080/lab"],
  ["https://example.org", "https://example.org"],
  ["HTTP://example.org", "HTTP://example.org"],
  ["mailto:ayu@example.org", "mailto:ayu@example.org"],
  ["", ""],
])("%s is meant as %s", (typed, meant) => {
  expect(wholeAddress(typed)).toBe(meant);
});

test.each([
  ["https://example.org/lab", true],
  ["http://localhost:8080/lab", true],
  ["mailto:ayu@example.org", false],
  ["https://it is there", false],
  ["", false],
])("whether %s is on the web: %s", (address, is) => {
  expect(isOfWeb(address)).toBe(is);
});
