import { expect, it } from "vitest";
import { currenciesIn } from "./currencies";

const nameOf = (language: string, code: string) =>
  currenciesIn(language, undefined).find((each) => each.code === code)?.name;

it("calls a currency as the language does", () => {
  expect(nameOf("en", "IDR")).toBe("Indonesian Rupiah");
  expect(nameOf("id", "IDR")).toBe("Rupiah Indonesia");
});

it("keeps what is set, whether the browser knows it or not", () => {
  expect(currenciesIn("en", "QQQ").map((each) => each.code)).toContain("QQQ");
  expect(currenciesIn("en", "EUR").filter((each) => each.code === "EUR")).toHaveLength(1);
});
