import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { explained } from "./rules";

const rules = readFileSync(new URL("../../../../services/gamification/rules.toml", import.meta.url), "utf-8");
const codes = [...rules.matchAll(/^code = "([a-z-]+)"/gm)].map(([, code]) => code ?? "");

/** After an erasure there is nobody who could look. */
const UNSEEN = new Set(["person-erased"]);

it.each(codes.filter((code) => !UNSEEN.has(code)))("explains the rule %s", (code) => {
  expect(explained(code).why).not.toBe("why-other");
});

it("names a rule that it does not know", () => {
  expect(explained("of-a-later-release")).toEqual({ what: "what-other", why: "why-other" });
});
