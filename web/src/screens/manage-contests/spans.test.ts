import { expect, it } from "vitest";
import { faultOf, spanOf } from "./spans";

it.each([
  ["2026-11-26", "2026-11-30T00:00", "2026-12-07T00:00"], // a Thursday
  ["2026-11-29", "2026-11-30T00:00", "2026-12-07T00:00"], // a Sunday
  ["2026-11-30", "2026-12-07T00:00", "2026-12-14T00:00"], // a Monday: the week after this one
])("knows the week after %s", (today, opens, closes) => {
  expect(spanOf("next-week", today)).toEqual({ opens, closes });
});

it("knows the month and the quarter after today, over the end of the year", () => {
  expect(spanOf("next-month", "2026-12-31")).toEqual({ opens: "2027-01-01T00:00", closes: "2027-02-01T00:00" });
  expect(spanOf("next-quarter", "2026-11-26")).toEqual({ opens: "2027-01-01T00:00", closes: "2027-04-01T00:00" });
  expect(spanOf("next-quarter", "2026-02-03")).toEqual({ opens: "2026-04-01T00:00", closes: "2026-07-01T00:00" });
});

it("finds what is wrong with a span", () => {
  const now = Date.parse("2026-11-26T12:00:00Z");
  const zone = "Asia/Jakarta";
  expect(faultOf({ opens: "", closes: "2026-12-01T00:00" }, zone, now)).toBe("dates-missing");
  expect(faultOf({ opens: "2026-12-01T00:00", closes: "2026-12-01T00:00" }, zone, now)).toBe("dates-turned");
  expect(faultOf({ opens: "2026-11-01T00:00", closes: "2026-11-26T19:00" }, zone, now)).toBe("over");
  expect(faultOf({ opens: "2026-11-01T00:00", closes: "2026-11-26T19:01" }, zone, now)).toBeNull();
});
