import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import en from "./messages.en";
import { mayPass, Refusal, Unreachable } from "./refusal";

const document: { components: { schemas: { Problem: { description: string } } } } = JSON.parse(
  readFileSync(new URL("../../../contracts/openapi.json", import.meta.url), "utf-8"),
);
/** The tables of codes in the description, by whose they are: "every service", "consent", ... */
const tables = new Map(
  document.components.schemas.Problem.description
    .split("\n\n")
    .filter((part) => part.startsWith("| "))
    .map((table) => [
      /\| (.+) says?/.exec(table)?.[1],
      [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code),
    ]),
);

it.each(["every service", "consent", "publisher", "gamification", "gateway"])(
  "has words for each code of %s",
  (whose) => {
    const codes = tables.get(whose) ?? [];
    expect(codes).not.toEqual([]);
    expect(codes.filter((code) => code === undefined || !(code in en))).toEqual([]);
  },
);

it("reads what a problem brings along", () => {
  const told = { type: "", title: "", status: 422, code: "text-too-long", detail: "too long", used: 501, limit: 500 };
  const refusal = new Refusal(422, told);
  expect([refusal.code, refusal.number("used"), refusal.number("nothing")]).toEqual(["text-too-long", 501, undefined]);
});

it("takes an answer that is no problem for an unknown one", () => {
  expect(new Refusal(502, "<html>").code).toBe("unknown");
});

it("knows what may pass by asking again", () => {
  expect([new Unreachable(), new Refusal(503, null), new Refusal(409, null)].map(mayPass)).toEqual([true, true, false]);
});
