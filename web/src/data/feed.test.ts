import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { outdate } from "@/live/live";
import {
  type Activity,
  activitiesOf,
  approved,
  decline,
  declinedQuery,
  feedQuery,
  isDone,
  isInTime,
  isOpen,
  standing,
} from "./feed";
import { OutdatingClient } from "./outdating";

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

const answered = (data: unknown) => ({ data, response: new Response() }) as never;

/** A feed and what was declined, as they are on the screen, of a service that has `offered` and `declined`. */
async function onScreen(offered: Activity[], declined: Activity[]) {
  vi.spyOn(api, "POST").mockResolvedValue(answered({}));
  const asked = vi.spyOn(api, "GET");
  asked.mockImplementation(async (path) => {
    const isFeed = path === "/api/consent/feed";
    return answered({ activities: [...(isFeed ? offered : declined)], ...(isFeed && { next: null }) });
  });
  const client = new OutdatingClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  new InfiniteQueryObserver(client, feedQuery).subscribe(() => {});
  const leave = new QueryObserver(client, declinedQuery).subscribe(() => {});
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  const feed = () => activitiesOf(client.getQueryData(feedQuery.queryKey));
  return { client, asked, feed, leave };
}

it("asks for nothing after declining: what is shown is written here", async () => {
  const [mine, other] = [activity("mine"), activity("other")];
  const { client, asked, feed } = await onScreen([mine, other], []);
  await decline(client, mine, "key");
  expect([feed(), client.getQueryData(declinedQuery.queryKey)]).toEqual([[other], [mine]]);
  expect(asked).toHaveBeenCalledTimes(2);
});

it("asks anew when it is visited later: offers open by the clock", async () => {
  const { client, asked } = await onScreen([], []);
  client.setQueryData(declinedQuery.queryKey, [], { updatedAt: Date.now() - 61_000 });
  new QueryObserver(client, declinedQuery).subscribe(() => {});
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(3));
});

it("loses no offer that came while something was declined", async () => {
  const [mine, news] = [activity("mine"), activity("news")];
  const offered = [mine];
  const { client, feed } = await onScreen(offered, []);
  offered.splice(0, 1, news);
  void client.invalidateQueries({ queryKey: feedQuery.queryKey });
  await decline(client, mine, "key");
  await vi.waitFor(() => expect(feed()).toEqual([news]));
});

it("does not take for new what was out of date of the declined ones", async () => {
  const [mine, closed] = [activity("mine"), activity("closed")];
  const { client, leave } = await onScreen([mine], [closed]);
  leave();
  await client.invalidateQueries({ queryKey: declinedQuery.queryKey });
  await decline(client, mine, "key");
  expect(client.getQueryState(declinedQuery.queryKey)?.isInvalidated).toBe(true);
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
