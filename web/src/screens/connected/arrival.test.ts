import { expect, test } from "vitest";
import { arrivalOf } from "./arrival";

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
