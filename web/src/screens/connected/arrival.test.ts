import { expect, test } from "vitest";
import { Refusal, Unreachable } from "@/api/refusal";
import { arrivalOf, endingOf } from "./arrival";

test.each([
  ["state=s&code=c", { what: "permission", state: "s", code: "c" }],
  ["error=access_denied&state=s", { what: "refused" }],
  ["error=access_denied&state=s&code=c", { what: "refused" }],
  ["state=s", { what: "nothing" }],
  ["state=s&code=", { what: "nothing" }],
  ["", { what: "nothing" }],
])("back with %s", (search, arrival) => {
  expect(arrivalOf(new URLSearchParams(search))).toEqual(arrival);
});

test("without an answer it is not said that nothing was connected", () => {
  const refusal = (status: number, code: string) =>
    new Refusal(status, { type: "", title: "", status, code, detail: "" });
  expect(endingOf(new Unreachable())).toBe("unanswered");
  expect(endingOf(refusal(503, "unavailable"))).toBe("unanswered");
  expect(endingOf(refusal(409, "not-yours"))).toBe("refused");
});
