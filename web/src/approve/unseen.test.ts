import { expect, it } from "vitest";
import { piecesOf } from "./unseen";

function unseenIn(text: string) {
  return piecesOf(text).flatMap(({ unseen }) => unseen ?? []);
}

it("names what nobody sees, and keeps every character", () => {
  const text = "I do\u200b not\u2066 say\u3164 it\u{e0049}";
  expect(unseenIn(text)).toEqual(["U+200B", "U+2066", "U+3164", "U+E0049"]);
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});

it("leaves emoji, and words that need them, as they are", () => {
  expect(unseenIn("👩‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 👍🏽")).toEqual([]);
  expect(unseenIn("می\u200cخواهم")).toEqual([]);
});

it("is one piece where all is seen, and none where there is nothing", () => {
  expect(piecesOf("Come by!")).toEqual([{ text: "Come by!", unseen: null }]);
  expect(piecesOf("")).toEqual([]);
});
