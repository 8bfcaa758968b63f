import { expect, it } from "vitest";
import { type Look, looked, shownIn } from "./look";
import type { Preview } from "./preview";

const nothing: Look = { shown: null, isRevised: false };

function shown(text: string, link: string, more: object = {}) {
  return shownIn(text, {
    preview: { text: `${text} ${link}`, link, target: null, notes: [] },
    ...more,
  } as unknown as Preview);
}

it("takes what is shown first, and what was typed, for no surprise", () => {
  const first = looked(nothing, shown("Come", "https://good.example"));
  expect(first.isRevised).toBe(false);
  expect(looked(first, shown("Come!", "https://good.example")).isRevised).toBe(false);
});

it("notices a change that nobody typed", () => {
  const first = looked(nothing, shown("Come", "https://good.example"));
  expect(looked(first, shown("Come", "https://evil.example")).isRevised).toBe(true);
  expect(looked(first, shown("Come", "https://good.example", { choice: "drip" })).isRevised).toBe(true);
  expect(looked(first, shown("Come", "https://good.example", { target: { text: "another" } })).isRevised).toBe(true);
});

it("notices it behind what was typed at the same time, and does not forget it while one types on", () => {
  const first = looked(nothing, shown("Come", "https://good.example"));
  const second = looked(first, shown("Come!", "https://evil.example"));
  expect(second.isRevised).toBe(true);
  expect(looked(second, shown("Come!!", "https://evil.example")).isRevised).toBe(true);
});

it("is not surprised by another token, time or note of the same words", () => {
  const first = looked(nothing, shown("Come", "https://good.example"));
  const again = shown("Come", "https://good.example", { token: "another", slot: { slot_at: "later" } });
  expect(looked(first, again).isRevised).toBe(false);
});
