import { expect, it } from "vitest";
import type { Post } from "@/data/posts";
import { canTakeBack, goingOf } from "./going";

function at(state: string) {
  return goingOf({ state } as Post);
}

it("is planned until it is heard of", () => {
  expect(goingOf(undefined)).toBe("planned");
  expect(at("scheduled")).toBe("planned");
});

it("can be taken back until it is out", () => {
  expect(["scheduled", "to-hand-over", "attempting"].map(at).every(canTakeBack)).toBe(true);
  expect(["published", "uncertain", "failed", "ended", "removed"].map(at).some(canTakeBack)).toBe(false);
});

it("leaves to My week what it has no words for", () => {
  expect(at("removed")).toBe("elsewhere");
  expect(at("of-a-later-release")).toBe("elsewhere");
});
