import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { outdate } from "@/live/live";
import {
  type Activity,
  activitiesOf,
  approved,
  declinedQuery,
  feedQuery,
  isDone,
  isInTime,
  isOpen,
  standing,
} from "./feed";

const activity = (activity_id: string) => ({ activity_id, by_hand: false, approvals: [] }) as unknown as Activity;

it("knows of an approval before the feed is asked for again", () => {
  const client = new QueryClient();
  const [mine, other] = [activity("mine"), activity("other")];
  const page = { activities: [mine, other], next: null };
  client.setQueryData(feedQuery.queryKey, { pages: [page], pageParams: [undefined] } as never);

  approved(client, mine, { account_id: "account", approval_id: "approval", state: "standing" });

  const [changed, unchanged] = activitiesOf(client.getQueryData(feedQuery.queryKey));
  expect(changed && [isOpen(changed), standing(changed, "account")]).toEqual([false, "approval"]);
  expect(unchanged && isOpen(unchanged)).toBe(true);
});

it("has nothing more to approve where it is under way or done, account by account", () => {
  const approvals = (states: Record<string, string>) =>
    Object.entries(states).map(([account_id, state]) => ({ account_id, approval_id: `of ${account_id}`, state }));
  const known = {
    ...activity("mine"),
    approvals: approvals({ done: "published", over: "withdrawn", waits: "standing" }),
  };
  expect(["done", "over", "waits", "other"].filter((account) => isDone(known, account))).toEqual(["done"]);
  expect(standing(known, "waits")).toBe("of waits");

  const byHand = { ...known, by_hand: true, approvals: approvals({ none: "handed-over" }) };
  expect(isDone(byHand, null)).toBe(true);
});

it("asks again for what was declined when something is approved, be it in another tab", async () => {
  const client = new QueryClient();
  await client.fetchQuery({ ...declinedQuery, queryFn: () => [activity("declined")] });

  outdate(client, { type: "approval", data: {} });

  expect(client.getQueryState(declinedQuery.queryKey)?.isInvalidated).toBe(true);
});

it("has no time left from the moment at which it closes", () => {
  const closing = { closes_at: "2026-11-27T09:00:00.000Z" } as Activity;
  const at = Date.parse(closing.closes_at);
  expect([at - 1, at].map((now) => isInTime(closing, now))).toEqual([true, false]);
});
