import { expect, it } from "vitest";
import { faultOf } from "./numbers";

const REWARD = { title: "A day off", points: "500", stock: "5" };

it("takes whole numbers of points and of pieces", () => {
  expect(faultOf(REWARD)).toBeNull();
  expect(faultOf({ ...REWARD, points: " 1 ", stock: "0" })).toBeNull();
});

it.each(["", "0", "-5", "1.5", "1e3", "1000001", "ten"])("does not take %s for what it costs", (points) => {
  expect(faultOf({ ...REWARD, points })).toBe("points-missing");
});

it("wants a title first, and says how many there are", () => {
  expect(faultOf({ title: "  ", points: "", stock: "" })).toBe("title-missing");
  expect(faultOf({ ...REWARD, stock: "some" })).toBe("stock-missing");
});
