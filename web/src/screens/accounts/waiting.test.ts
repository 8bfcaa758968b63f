import { expect, it } from "vitest";
import type { Approval } from "@/data/posts";
import { waitingOn } from "./waiting";

const of = (account_id: string, state: string) => ({ account_id, state }) as Approval;

it("counts what stands on this account, not what is over or another's", () => {
  const given = [of("mine", "standing"), of("mine", "standing"), of("mine", "published"), of("other", "standing")];
  expect(waitingOn(given, "mine")).toBe(2);
  expect(waitingOn([], "mine")).toBe(0);
});
