import { expect, it } from "vitest";
import { chosenIn, draftOf } from "./draft";

const image = { hash: "0".repeat(64), alt: "A robot" };

it("goes on from all that was approved", () => {
  const opening = { text: "Come", visibility: "unlisted", content_warning: "long", media: [image], salt: "x" };
  expect(draftOf(opening)).toEqual({ text: "Come", visibility: "unlisted", warning: "long", images: [image] });
});

it("goes on from nothing where there are no words", () => {
  expect(draftOf(null)).toBeNull();
  expect(draftOf({ text: "", visibility: "public" })).toBeNull();
});

it("takes nothing for an image that is none", () => {
  expect(draftOf({ text: "Come", media: [image, null, { hash: 3 }, "x"] })?.images).toEqual([image]);
  expect(draftOf({ text: "Come", media: "x" })?.images).toEqual([]);
});

it("shows what was chosen where there are no words", () => {
  expect(chosenIn({ text: "", visibility: "private" })).toEqual({
    text: "",
    visibility: "private",
    warning: "",
    images: [],
  });
});
