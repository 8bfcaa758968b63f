import { expect, it } from "vitest";
import { type Own, preferencesOf } from "./person";

const me = { preferences: { language: "en", time_zone: "Asia/Jakarta" }, has_chosen: true } as Own;

it("keeps the language that was chosen, and begins with that of the screen where none was", () => {
  expect(preferencesOf(me, "id")).toEqual(me.preferences);
  expect(preferencesOf({ ...me, has_chosen: false }, "id")).toEqual({ ...me.preferences, language: "id" });
});
