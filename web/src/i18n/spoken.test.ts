import { expect, it } from "vitest";
import { LANGUAGES } from "./languages";
import { spokenIn } from "./spoken";

it("calls each language as the interface's does, in the order of these names", () => {
  for (const language of LANGUAGES) {
    const names = spokenIn(language, []).map(({ name }) => name);
    expect(names).toEqual([...names].sort(new Intl.Collator(language).compare));
  }
  expect(spokenIn("id", [])).toContainEqual({ code: "de", name: "Jerman" });
});

it("knows a name for each of them, and has each once", () => {
  const spoken = spokenIn("en", ["en", "id"]);
  expect(spoken.filter(({ code, name }) => code === name)).toEqual([]);
  expect(new Set(spoken.map(({ code }) => code)).size).toBe(spoken.length);
});

it("keeps what is there already", () => {
  expect(spokenIn("en", ["pt-BR"])).toContainEqual({ code: "pt-BR", name: "Brazilian Portuguese" });
});
