import { describe, expect, it } from "vitest";
import type { Approval, Post } from "@/data/posts";
import { canRepeat, entriesOf, isCutOff, needsPerson } from "./entries";

const NONE = new Set<string>();
const NOW = Date.parse("2026-11-24T12:00:00Z");
const approval = {
  approval_id: "a",
  activity_id: "lab",
  state: "standing",
  approved_at: "2026-11-24T09:00:00Z",
  changed_at: "2026-11-24T09:00:00Z",
  opens_at: "2026-11-24T09:00:00Z",
  picked_at: null,
  withdrawal_noted: false,
} as Approval;
const post = {
  approval_id: "a",
  state: "scheduled",
  slot_at: "2026-11-25T08:30:00Z",
  retry_at: null,
  published_at: null,
  changed_at: "2026-11-24T09:00:01Z",
} as Post;

function only(given: Partial<Approval>, came: Partial<Post> | null) {
  const posts = came === null ? [] : [{ ...post, ...came } as Post];
  const [entry] = entriesOf([{ ...approval, ...given } as Approval], posts);
  if (entry === undefined) throw new Error("there is no entry");
  return entry;
}

describe("where an approval stands", () => {
  it.each<[Partial<Approval>, Partial<Post> | null, string]>([
    [{}, null, "planned"],
    [{}, {}, "planned"],
    [{}, { state: "requested" }, "sending"],
    [{ state: "released" }, { state: "attempting" }, "sending"],
    [{ state: "published" }, { state: "published" }, "out"],
    [{ state: "published" }, { state: "removing" }, "removing"],
    [{ state: "published" }, { state: "removed" }, "removed"],
    [{ state: "published" }, { state: "published", removal_reason: "cannot-be-removed-here" }, "still-there"],
    [{ state: "reported" }, { state: "uncertain" }, "out"],
    [{ state: "failed" }, { state: "failed" }, "failed"],
    [{ state: "uncertain" }, { state: "uncertain" }, "uncertain"],
    [{ state: "not-posted" }, { state: "uncertain" }, "not-there"],
    [{ state: "withdrawn" }, { state: "ended" }, "ended"],
    [{ state: "lapsed" }, null, "ended"],
    [{ state: "of-a-later-release" }, { state: "published" }, "unknown"],
    [{}, { by_hand: true, state: "accepted" }, "planned"],
    [{}, { by_hand: true, state: "to-hand-over" }, "to-hand-over"],
    [{}, { by_hand: true, state: "reported" }, "said"],
    [{}, { by_hand: true, state: "requested" }, "said"],
    // What the publisher has noted counts once consent's own word is the same.
    [{}, { by_hand: true, state: "handed-over" }, "said"],
    [{ state: "released" }, { by_hand: true, state: "granted" }, "said"],
    [{ state: "handed-over" }, { by_hand: true, state: "handed-over" }, "handed-over"],
    [{ state: "withdrawn" }, { by_hand: true, state: "to-hand-over" }, "ended"],
    // Consent's word holds: what the publisher has not heard of yet is no plan any more.
    [{ state: "withdrawn" }, { state: "scheduled" }, "ended"],
  ])("%o with %o is %s", (given, came, standing) => {
    expect(only(given, came).standing).toBe(standing);
  });
});

it("is planned for its slot, or for when it is tried again", () => {
  expect(only({}, {}).at).toBe("2026-11-25T08:30:00Z");
  expect(only({}, { retry_at: "2026-11-25T09:00:00Z" }).at).toBe("2026-11-25T09:00:00Z");
});

it("waits for the person while its outcome is in doubt, and for two weeks where it failed", () => {
  expect(needsPerson(only({ state: "uncertain" }, { state: "uncertain" }), NOW, NONE)).toBe(true);
  const failed = { state: "failed" };
  expect(needsPerson(only(failed, { ...failed, changed_at: "2026-11-20T09:00:00Z" }), NOW, NONE)).toBe(true);
  expect(needsPerson(only(failed, { ...failed, changed_at: "2026-11-01T09:00:00Z" }), NOW, NONE)).toBe(false);
  expect(needsPerson(only({}, {}), NOW, NONE)).toBe(false);
});

it("waits no more once the person leaves a failure as it is; a doubt cannot be left", () => {
  const left = new Set(["a"]);
  expect(needsPerson(only({ state: "failed" }, { state: "failed" }), NOW, left)).toBe(false);
  expect(needsPerson(only({ state: "uncertain" }, { state: "uncertain" }), NOW, left)).toBe(true);
});

it("waits for the person where it could not be taken down", () => {
  const stands = { state: "published", removal_reason: "reconnect", changed_at: "2026-11-24T09:00:00Z" };
  expect(needsPerson(only({ state: "published" }, stands), NOW, NONE)).toBe(true);
});

it("waits no more where the same activity was approved again since", () => {
  const failed = { ...approval, state: "failed" };
  const again = { ...approval, approval_id: "b", approved_at: "2026-11-24T10:00:00Z" };
  const posts = [{ ...post, state: "failed" }];
  expect(entriesOf([again, failed], posts).map((entry) => needsPerson(entry, NOW, NONE))).toEqual([false, false]);
  expect(
    entriesOf([{ ...again, activity_id: "other" }, failed], posts).map((entry) => needsPerson(entry, NOW, NONE)),
  ).toEqual([false, true]);
});

it("ended when consent says so, whatever was planned, and may be repeated where it was not taken back", () => {
  const over = { changed_at: "2026-11-24T11:00:00Z", picked_at: "2026-11-28T09:00:00Z" };
  expect(only({ ...over, state: "withdrawn" }, null).at).toBe(over.changed_at);
  expect(only({ ...over, state: "lapsed" }, { state: "ended" }).at).toBe(over.changed_at);
  expect(canRepeat(only({ ...over, state: "withdrawn" }, null))).toBe(false);
  expect(canRepeat(only({ ...over, state: "lapsed" }, null))).toBe(true);
});

it("is cut off where its account was disconnected, and by nothing else", () => {
  expect(isCutOff(only({ state: "lapsed", reason: "account-gone" }, null))).toBe(true);
  expect(isCutOff(only({ state: "lapsed", reason: "window-over" }, null))).toBe(false);
});
