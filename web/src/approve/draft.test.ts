import { expect, it } from "vitest";
import type { Approval, Post } from "@/data/posts";
import { chosenIn, draftAgain } from "./draft";

const image = { hash: "0".repeat(64), alt: "A robot" };
const opening = { text: "Come", language: "id", visibility: "unlisted", content_warning: "long", media: [image] };
const at = "2026-12-03T18:28:00Z";

function approved(more: Partial<Approval>): Approval {
  return { choice: "now", picked_at: null, state: "standing", ...more } as Approval;
}

it("goes on from all that was approved", () => {
  expect(draftAgain({ ...opening, salt: "x" }, approved({}), undefined)).toEqual({
    text: "Come",
    language: "id",
    visibility: "unlisted",
    warning: "long",
    images: [image],
    choice: null,
    picked: "",
  });
});

it("keeps the place that a post has, and the time that was picked", () => {
  const post = { slot_at: at } as Post;
  expect(draftAgain(null, approved({ choice: "drip" }), post)).toEqual({ choice: "pick", picked: at });
  expect(draftAgain(null, approved({ choice: "pick", picked_at: at }), post)).toEqual({ choice: "pick", picked: at });
});

it("asks for another place where the one that it had is over", () => {
  const failed = approved({ choice: "drip", state: "failed" });
  expect(draftAgain(null, failed, { slot_at: at } as Post)).toEqual({ choice: "drip", picked: "" });
  expect(draftAgain(null, approved({ choice: "drip" }), undefined)).toEqual({ choice: "drip", picked: "" });
});

it("leaves the words to what is offered where they are not known", () => {
  expect(draftAgain(null, approved({}), undefined)).not.toHaveProperty("text");
});

it("takes nothing for an image that is none", () => {
  expect(chosenIn({ text: "Come", media: [image, null, { hash: 3 }, "x"] }).images).toEqual([image]);
  expect(chosenIn({ text: "Come", media: "x" }).images).toEqual([]);
});
