import { expect, it } from "vitest";
import { Refusal, Unreachable } from "@/api/refusal";
import { mayAsk, offerOf } from "./offer";

const REWARD = {
  reward_id: "r",
  title: "A day off",
  words: "",
  points: 100,
  stock: 2,
  retired: false,
  made_at: "2026-11-26T09:00:00Z",
};

it("is open to whoever has as many points as it costs", () => {
  expect([100, 99, -20].map((balance) => offerOf(REWARD, balance))).toEqual(["open", "too-dear", "too-dear"]);
});

it("says that none is left, whatever one has, and that it is retired before that", () => {
  expect(offerOf({ ...REWARD, stock: 0 }, 5)).toBe("sold-out");
  expect(offerOf({ ...REWARD, stock: 0, retired: true }, 500)).toBe("retired");
});

it("may be asked for again after a lost answer, though none is left since", () => {
  const refused = new Refusal(409, { type: "", title: "", status: 409, code: "out-of-stock", detail: "" });
  expect(mayAsk("sold-out", new Unreachable())).toBe(true);
  expect(mayAsk("sold-out", refused)).toBe(false);
  expect(mayAsk("sold-out", null)).toBe(false);
  expect(mayAsk("open", refused)).toBe(true);
});
