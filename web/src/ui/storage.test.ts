import { afterEach, expect, it, vi } from "vitest";
import { keepAt, readKept } from "./storage";

const ROOM = 20;

function store(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (place: string) => kept.get(place) ?? null,
    setItem: (place: string, value: string) => {
      if (value.length > ROOM) throw new DOMException("full", "QuotaExceededError");
      kept.set(place, value);
    },
    removeItem: (place: string) => kept.delete(place),
  });
  return kept;
}

afterEach(() => vi.unstubAllGlobals());

it("keeps until it is told that there is nothing", () => {
  store();
  keepAt("here", { text: "words" });
  expect(readKept("here")).toEqual({ text: "words" });
  keepAt("here", null);
  expect(readKept("here")).toBeNull();
});

it("lets one type on where there is no room, and keeps what was there", () => {
  store();
  keepAt("here", "short");
  keepAt("here", "x".repeat(ROOM));
  expect(readKept("here")).toBe("short");
});

it("takes what cannot be read for nothing", () => {
  store().set("here", "{");
  expect(readKept("here")).toBeNull();
  vi.stubGlobal("sessionStorage", undefined); // as where a browser's settings forbid it
  keepAt("here", "words");
  expect(readKept("here")).toBeNull();
});
