import { expect, it } from "vitest";
import type { Activity } from "@/data/feed";
import { missingIn } from "./missing";
import type { Wish } from "./preview";

const wish = { activity_id: "a", text: "Come", choice: null, picked_at: null, media: [] } as unknown as Wish;

function offered(more: { kind?: string; link?: string | null; required?: boolean; ownWords?: number } = {}): Activity {
  const { kind = "post", link = null, required = true, ownWords = 0 } = more;
  return { kind, content: { link }, extras: { alt_text: { required } }, own_words: ownWords } as unknown as Activity;
}

const hash = "0".repeat(64);

it("misses nothing where all is there", () => {
  expect(missingIn({ ...wish, media: [{ hash, alt: "A robot" }] }, offered())).toBeNull();
});

it("misses nothing but shortness where the words are more than the services look at", () => {
  expect(missingIn({ ...wish, text: "x".repeat(20_000) }, offered())).toBeNull();
  expect(missingIn({ ...wish, text: "x".repeat(20_001) }, offered())).toEqual({ what: "fewer", most: 20_000 });
});

it("misses words, unless the link of a post can stand for itself", () => {
  expect(missingIn({ ...wish, text: " \n" }, offered())).toEqual({ what: "words" });
  expect(missingIn({ ...wish, text: "" }, offered({ link: "https://example.org" }))).toBeNull();
  expect(missingIn({ ...wish, text: "" }, offered({ link: "https://example.org", ownWords: 20 }))).toEqual({
    what: "words",
  });
  expect(missingIn({ ...wish, text: "" }, offered({ kind: "comment", link: "https://example.org" }))).toEqual({
    what: "words",
  });
  expect(missingIn({ ...wish, text: "" }, offered({ kind: "like" }))).toBeNull();
});

it("does not know whether words are missing where the item is not known", () => {
  expect(missingIn({ ...wish, text: "" }, { ...offered(), content: null })).toBeNull();
});

it("misses the time that was to be picked", () => {
  expect(missingIn({ ...wish, choice: "pick" }, offered())).toEqual({ what: "time" });
  expect(missingIn({ ...wish, choice: "pick", picked_at: "2026-11-23T10:00:00Z" }, offered())).toBeNull();
});

it("says of which image the description is missing, where the network needs one", () => {
  const media = [
    { hash, alt: "A robot" },
    { hash: "1".repeat(64), alt: "  " },
  ];
  expect(missingIn({ ...wish, media }, offered())).toEqual({ what: "description", number: 2 });
  expect(missingIn({ ...wish, media }, offered({ required: false }))).toBeNull();
});
