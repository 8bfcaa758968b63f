import { describe, expect, it } from "vitest";
import type { Role } from "@/data/person";
import { homeOf, placeOf } from "./places";
import { SCREENS } from "./screens";

describe("the place of an address", () => {
  it.each([
    ["/", "/"],
    ["/items", "/items"],
    ["/items/new", "/items"],
    ["/items/9d2f", "/items"],
    ["/pilots/9d2f", "/pilots"],
    ["/manage/rewards", "/manage/rewards"],
    ["/connected", undefined],
    ["/itemsets", undefined],
  ])("%s belongs to %s", (address, place) => {
    expect(placeOf(address, SCREENS)?.path).toBe(place);
  });
});

describe("where one begins", () => {
  it.each<[Role[], string | undefined]>([
    [["curator"], "/items"],
    [["administrator"], "/people"],
    [["sponsor"], "/programme"],
    [["auditor"], "/audit"],
    [["advocate", "curator"], "/items"],
    [["advocate"], undefined],
    [[], undefined],
    [["curator", "administrator"], undefined],
  ])("%s: %s", (roles, home) => {
    expect(homeOf(roles, SCREENS)?.path).toBe(home);
  });
});
