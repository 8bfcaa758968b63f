import { expect, it } from "vitest";
import { COUNTRIES, countriesIn } from "./countries";
import { LANGUAGES } from "./languages";

it("has every country once, each with a name in every language", () => {
  expect(COUNTRIES).toHaveLength(250);
  for (const language of LANGUAGES) {
    const names = countriesIn(language, null).map(({ name }) => name);
    expect(new Set(names).size).toBe(250);
    expect(names.filter((name) => /^[A-Z]{2}$/.test(name))).toEqual([]);
  }
});

it("is in the order of the language", () => {
  const first = (language: string) => countriesIn(language, null).findIndex(({ code }) => code === "US");
  expect(first("id")).toBeLessThan(first("en")); // Amerika Serikat
});

it("offers what is set already, whatever it is", () => {
  expect(countriesIn("en", "ID")).toHaveLength(250);
  expect(countriesIn("en", "QQ")).toContainEqual({ code: "QQ", name: "QQ" });
});
