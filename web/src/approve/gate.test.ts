import { expect, it } from "vitest";
import { Unreachable } from "@/api/refusal";
import { gateOf } from "./gate";
import type { Looking } from "./look";
import type { Preview, Previewed } from "./preview";

const data = { own_words: 40, own_words_needed: 20, alike: { percent: 0, most: 100 } } as Preview;
const previewed = { data, error: null, isError: false, isCurrent: true, missing: null } as Previewed;
const seen = { isStill: true, isRevised: false, isBroken: false, isWhole: true } as Looking;

function why(about: Partial<Previewed>, look: Partial<Looking> = {}) {
  const gate = gateOf({ ...previewed, ...about } as Previewed, { ...seen, ...look }, false);
  return gate.why?.what;
}

it("opens for what is shown now and was looked at", () => {
  expect(gateOf(previewed, seen, false)).toEqual({ preview: data, why: null });
});

it("is shut while it is not known what would be published", () => {
  expect(why({ isCurrent: false })).toBe("preview-old");
  expect(why({ data: undefined })).toBe("preview-old");
  expect(why({ missing: { what: "words" } })).toBe("words");
  expect(why({ isError: true, error: new Unreachable() })).toBe("no-answer");
  expect(why({ isError: true, error: new Error() })).toBe("refused");
});

it("is shut for what the offer or the network does not take", () => {
  expect(why({ data: { ...data, own_words: 19 } })).toBe("own-words");
  expect(why({ data: { ...data, alike: { ...data.alike, percent: 90, most: 80 } } })).toBe("alike");
});

it("is shut for what a person cannot have seen", () => {
  expect(why({}, { isStill: false })).toBe("look");
  expect(why({}, { isRevised: true })).toBe("revised");
  expect(why({}, { isWhole: false })).toBe("image-loading");
  expect(why({}, { isWhole: false, isBroken: true })).toBe("image-broken");
});

it("is shut for what is done, whatever would be published", () => {
  expect(gateOf(previewed, seen, true)).toEqual({ preview: null, why: { what: "done" } });
});
