import { expect, it } from "vitest";
import type { Item } from "@/data/items";
import { draftOf, emptyDraft, wordsOf } from "./draft";

const ZONE = "Asia/Jakarta";
const ENDS = "2026-12-01T08:30:12.345Z";
const item = {
  item_id: "an-item",
  revision_id: "a-revision",
  expires_at: ENDS,
  topics: ["a-topic"],
  words: {
    title: "Our learning lab opens",
    description: "",
    link: "https://example.org/lab",
    image_url: null,
    language: "en",
    messages: [{ network: "mastodon", language: "en", text: "Come by!" }],
  },
} as unknown as Item;

it("sends what is there as it was when nothing is changed", () => {
  const draft = draftOf(item, ZONE);
  expect(draft.expires).toBe("2026-12-01T15:30");
  expect(wordsOf(draft, ZONE, item)).toEqual({ ...item.words, topics: ["a-topic"], expires_at: ENDS });
});

it("reads an end by the curator's clock, and leaves out what has no words", () => {
  const messages = [{ id: "1", network: "x", language: "en", text: "  " } as const];
  const draft = { ...draftOf(item, ZONE), expires: "2026-12-02T07:00", messages };
  expect(wordsOf(draft, ZONE, item)).toMatchObject({ expires_at: "2026-12-02T00:00:00.000Z", messages: [] });
  expect(wordsOf({ ...draft, expires: "" }, ZONE, item).expires_at).toBeNull();
});

it("begins empty in the curator's language", () => {
  expect(wordsOf(emptyDraft("id"), ZONE, null)).toMatchObject({ title: "", link: null, language: "id", topics: [] });
  expect(wordsOf(emptyDraft(""), ZONE, null).language).toBeNull();
});
