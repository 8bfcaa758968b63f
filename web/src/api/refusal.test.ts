import { describe, expect, test } from "vitest";
import { isElsewhere, mayPass, Refusal, Unreachable } from "./refusal";

const problem = (status: number, code: string, more: object = {}) =>
  new Refusal(status, { type: "", title: "", status, code, detail: "", ...more });

test("the character that may not stand where it was typed", () => {
  const wrong = { where: ["body", "name"], what: "" };
  expect(problem(422, "invalid", { errors: [wrong, { ...wrong, character: "U+202E" }] }).character).toBe("U+202E");
  expect(problem(422, "invalid", { errors: [wrong] }).character).toBeUndefined();
  expect(problem(409, "already-approved").character).toBeUndefined();
});

describe("what may pass", () => {
  test("is that a part of Restu does not answer", () => {
    expect(mayPass(new Unreachable())).toBe(true);
    expect(mayPass(problem(503, "unavailable"))).toBe(true);
    expect(mayPass(problem(429, "too-many-requests"))).toBe(true);
    expect(mayPass(problem(409, "already-approved"))).toBe(false);
  });

  test("is not that somebody else's server does not", () => {
    const failed = problem(502, "connect-failed", { nothing_sent: true });
    expect(isElsewhere(failed)).toBe(true);
    expect(mayPass(failed)).toBe(false);
    expect(isElsewhere(problem(504, "too-slow", { nothing_sent: false }))).toBe(true);
    expect(isElsewhere(problem(502, "unavailable"))).toBe(false);
  });
});
