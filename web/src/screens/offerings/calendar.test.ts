import { expect, it } from "vitest";
import type { Item, Offered } from "@/data/items";
import { barOf, linesOf, periodOf, place } from "./calendar";

const ZONE = "Asia/Jakarta";
const period = periodOf("2026-11-26", 0, ZONE);

function activity(opens: string, closes: string, closed: string | null = null): Offered {
  return { opens_at: opens, closes_at: closes, closed_at: closed } as Offered;
}

it("begins on the Monday of the week, by the curator's clock", () => {
  expect(new Date(period.from).toISOString()).toBe("2026-11-22T17:00:00.000Z");
  expect(new Date(period.to).toISOString()).toBe("2026-12-20T17:00:00.000Z");
  expect(period.weeks).toHaveLength(4);
  expect(periodOf("2026-11-29", 0, ZONE).from).toBe(period.from);
  expect(periodOf("2026-11-26", -4, ZONE).to).toBe(period.from);
});

it("is whole weeks also where the clocks change", () => {
  const spring = periodOf("2026-03-25", 0, "Europe/Berlin");
  expect(new Date(spring.from).toISOString()).toBe("2026-03-22T23:00:00.000Z");
  expect(new Date(spring.to).toISOString()).toBe("2026-04-19T22:00:00.000Z");
});

it("places what is open within, and says where it goes on", () => {
  const week = barOf(activity("2026-11-22T17:00:00Z", "2026-11-29T17:00:00Z"), period);
  expect(week).toEqual({ start: 0, length: 25, before: false, after: false });
  const long = barOf(activity("2026-11-01T00:00:00Z", "2027-01-01T00:00:00Z"), period);
  expect(long).toEqual({ start: 0, length: 100, before: true, after: true });
  expect(barOf(activity("2026-11-01T00:00:00Z", "2026-11-10T00:00:00Z"), period)).toBeNull();
  expect(place(period.from, period)).toBe(0);
});

it("ends a bar where it was closed", () => {
  const closed = barOf(activity("2026-11-22T17:00:00Z", "2026-12-20T17:00:00Z", "2026-11-29T17:00:00Z"), period);
  expect(closed?.length).toBe(25);
});

it("keeps items of which nothing is offered then out, and puts what closes first on top", () => {
  const items = [
    { item_id: "late", activities: [activity("2026-11-24T00:00:00Z", "2026-12-10T00:00:00Z")] },
    { item_id: "gone", activities: [activity("2026-10-24T00:00:00Z", "2026-10-28T00:00:00Z")] },
    { item_id: "soon", activities: [activity("2026-11-24T00:00:00Z", "2026-11-28T00:00:00Z")] },
  ] as unknown as Item[];
  expect(linesOf(items, period).map((line) => line.item.item_id)).toEqual(["soon", "late"]);
});
