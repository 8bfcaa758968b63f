import { expect, it, vi } from "vitest";
import { Refusal, Unreachable } from "@/api/refusal";
import { type Means, NotApproved, settle } from "./outcome";

const stands = { approval_id: "a", state: "standing" };
const lost = () => Promise.reject(new Unreachable());
const refused = (status: number, code: string) => () =>
  Promise.reject(new Refusal(status, { code, detail: code, status }));
const tooMany = refused(429, "too-many-requests");
const missing = refused(404, "not-found");

function means(more: Partial<Means>) {
  const pause = vi.fn(() => Promise.resolve());
  return { send: vi.fn(lost), look: vi.fn(missing), pause, doubt: vi.fn(), ...more };
}

it("takes an answer of this approval that stands", async () => {
  const told = means({ send: async () => stands });
  await settle("a", told);
  expect(told.doubt).not.toHaveBeenCalled();
});

it.each([
  [{}],
  [undefined],
  ["<html>"],
  [{ ...stands, approval_id: "b" }],
  [{ ...stands, state: "lapsed" }],
  [{ approval_id: "a" }],
])("does not take %j for an approval", async (answer) => {
  const told = means({ send: async () => answer });
  await expect(settle("a", told)).rejects.toThrow(NotApproved);
  expect(told.doubt).toHaveBeenCalled();
});

it("throws what was refused, at once", async () => {
  const told = means({ send: refused(409, "content-revised") });
  await expect(settle("a", told)).rejects.toThrow("content-revised");
  expect(told.doubt).not.toHaveBeenCalled();
});

it("finds what arrived although its answer was lost", async () => {
  const told = means({ look: async () => ({ ...stands, state: "published" }) });
  await settle("a", told);
  expect(told.doubt).toHaveBeenCalledOnce();
  expect(told.send).toHaveBeenCalledOnce();
});

it("takes a preview that was used for one that may have been used by what was lost", async () => {
  await settle("a", means({ send: refused(409, "preview-used"), look: async () => stands }));
});

it("sends it again, and says that it is not approved only when it stays missing", async () => {
  const told = means({});
  await expect(settle("a", told)).rejects.toThrow(NotApproved);
  expect(told.send).toHaveBeenCalledTimes(3);
  expect(told.look).toHaveBeenCalledTimes(6);
});

it("goes on looking while nobody can tell", async () => {
  let looks = 0;
  const look = vi.fn(() => (++looks < 20 ? (looks % 2 ? lost : tooMany)() : Promise.resolve(stands)));
  await settle("a", means({ look }));
  expect(look).toHaveBeenCalledTimes(20);
});

it("does not call approved what has ended", async () => {
  await expect(settle("a", means({ look: async () => ({ ...stands, state: "lapsed" }) }))).rejects.toThrow(NotApproved);
});

it("ends where nobody waits any more, or one may not look", async () => {
  await expect(settle("a", means({ pause: () => Promise.reject(new Error("left")) }))).rejects.toThrow("left");
  await expect(settle("a", means({ look: refused(401, "unauthenticated") }))).rejects.toThrow("unauthenticated");
});
