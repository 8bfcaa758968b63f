import { describe, expect, it } from "vitest";
import type { Figures, ServiceHealth, ServiceLetters } from "@/data/health";
import { judge, partOf } from "./judging";

const QUIET: Figures = {
  to_publish: 0,
  publishing_late_seconds: 0,
  to_apply: 0,
  missing: null,
  to_show: 0,
  showing_late_seconds: 0,
  dead_letters: 0,
  parked_keys: 0,
};
const WELL: ServiceHealth = { service: "consent", state: "ready", why: [], figures: QUIET };
const NONE: ServiceLetters = { service: "consent", waiting: 0, parked_keys: 0, letters: [] };

function judged(service: Partial<ServiceHealth>, letters: Partial<ServiceLetters> = {}, isHeard = true) {
  return judge({ services: [{ ...WELL, ...service }], letters: [{ ...NONE, ...letters }], isHeard }).kind;
}

describe("all services together", () => {
  it("are well when each says so, and behind while work is under way", () => {
    expect(judged({})).toBe("all-well");
    expect(judged({ figures: { ...QUIET, to_apply: 7 } })).toBe("some-behind");
  });

  it("need attention when one is not ready, silent, or stands before a missing event", () => {
    expect(judged({ state: "not-ready" })).toBe("some-wrong");
    expect(judged({ state: "silent", figures: null })).toBe("some-wrong");
    expect(judged({ figures: { ...QUIET, missing: 1 } })).toBe("some-wrong");
    expect(judged({ figures: { ...QUIET, dead_letters: 1 } })).toBe("some-wrong");
  });

  it("are never well where something is not known", () => {
    expect(judged({ figures: null })).toBe("some-wrong");
    expect(judged({}, { waiting: null })).toBe("some-wrong");
    expect(judged({}, { service: "content" })).toBe("some-wrong");
    expect(judged({}, {}, false)).toBe("unheard");
  });
});

it("a part without words of its own is told all the same", () => {
  expect(partOf("relay")).toBe("relay");
  expect(partOf("of a later release")).toBe("other");
});
