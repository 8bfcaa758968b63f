import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  type QueryKey,
  queryOptions,
} from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import { Unreachable } from "@/api/refusal";
import type { components } from "@/api/schema";
import { approvalsQuery } from "./posts";

export type FeedPage = components["schemas"]["consent.FeedOut"];
export type Activity = components["schemas"]["consent.ActivityOut"];
type Pages = InfiniteData<FeedPage, unknown>;

const LIMIT = 50;

/** Activities open and close by the clock, of which nothing is told: a later visit asks anew. */
const MINUTE = 60_000;

/** The activities that one may do now, those that were approved already among them. */
export const feedQuery = infiniteQueryOptions({
  queryKey: ["consent", "feed"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === undefined ? { limit: LIMIT } : { limit: LIMIT, after: pageParam };
    return answer(api.GET("/api/consent/feed", { params: { query }, signal }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  staleTime: MINUTE,
  meta: { live: ["feed", "approval", "person-changed"] },
});

/** What one declined and may still take up; it is kept true here, so that declining asks for nothing afterwards. */
export const declinedQuery = queryOptions({
  queryKey: ["consent", "declined"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/consent/feed/declined", { signal }))).activities,
  staleTime: MINUTE,
  meta: { live: ["feed", "approval", "person-changed"] }, // what is approved is not declined any more
});

/** Every activity that was loaded. */
export function activitiesOf(pages: Pages | undefined): readonly Activity[] {
  return pages?.pages.flatMap((page) => page.activities) ?? [];
}

/** What an approval can no longer come of: the activity may be approved (again). */
const OVER = new Set(["withdrawn", "lapsed", "failed", "not-posted"]);

/** Whether an approval in this state publishes nothing any more. */
export function isOver(state: string): boolean {
  return OVER.has(state);
}

/** Whether the person has not yet done it on any account. */
export function isOpen(activity: Activity): boolean {
  return activity.approvals.every(({ state }) => isOver(state));
}

/** Whether there is still time: nobody is told at the moment at which it runs out. */
export function isInTime(activity: Activity, now: number): boolean {
  return now < Date.parse(activity.closes_at);
}

type AccountId = string | null | undefined;

/** The approval that stands on an account, by which words can be replaced. */
export function standing(activity: Activity, accountId: AccountId): string | undefined {
  return approvedOn(activity, accountId).find(({ state }) => state === "standing")?.approval_id;
}

/** Whether it is under way on an account or was done there, so that nothing more can be approved. */
export function isDone(activity: Activity, accountId: AccountId): boolean {
  return approvedOn(activity, accountId).some(({ state }) => state !== "standing" && !isOver(state));
}

/** Where it is published by hand there is no account. */
function approvedOn({ by_hand: byHand, approvals }: Activity, accountId: AccountId): Activity["approvals"] {
  return approvals.filter((each) => byHand || each.account_id === accountId);
}

/** The feed knows of an approval that stands before it is asked for again. */
export function approved(client: QueryClient, activity: Activity, approval: Activity["approvals"][number]): void {
  const known = (each: Activity) =>
    each.activity_id === activity.activity_id ? { ...each, approvals: [...each.approvals, approval] } : each;
  client.setQueryData(feedQuery.queryKey, (pages) => pages && withEach(pages, (activities) => activities.map(known)));
}

/** Nobody is told of a decline; it can be taken back. */
export async function decline(client: QueryClient, activity: Activity, key: string): Promise<void> {
  await respond({ verb: "decline", activity_id: activity.activity_id }, key);
  const outdated = outdatedOf(client, [feedQuery.queryKey, declinedQuery.queryKey]);
  client.setQueryData(feedQuery.queryKey, (pages) => pages && withEach(pages, (all) => others(all, activity)));
  client.setQueryData(declinedQuery.queryKey, (known) => known && [activity, ...others(known, activity)]);
  void askAgain(client, outdated); // not waited for: it is declined
}

export async function undoDecline(client: QueryClient, activity: Activity, key: string): Promise<void> {
  await respond({ verb: "undo-decline", activity_id: activity.activity_id }, key);
  const outdated = outdatedOf(client, [declinedQuery.queryKey]);
  client.setQueryData(declinedQuery.queryKey, (known) => known && others(known, activity));
  await askAgain(client, [feedQuery.queryKey, ...outdated]);
}

/** Those that are asked for at this moment, or are out of date: what is written here does not make them new. */
function outdatedOf(client: QueryClient, keys: readonly QueryKey[]): readonly QueryKey[] {
  return keys.filter((queryKey) => {
    const state = client.getQueryState(queryKey);
    return state?.fetchStatus === "fetching" || state?.isInvalidated;
  });
}

async function askAgain(client: QueryClient, keys: readonly QueryKey[]): Promise<void> {
  await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey, exact: true })));
}

type Wish = components["schemas"]["consent.RespondIn"];
export type Response = components["schemas"]["consent.RespondOut"];

/** An answer to an activity; the same key again is the same wish, and happens once. */
export function respond(wish: Wish, key: string): Promise<Response> {
  const params = { header: keyed(key) };
  return answer(api.POST("/api/consent/respond", { params, body: wish }));
}

/** Takes an approval back: nothing goes out, or it is being sent at this moment, and that is noted. */
export async function withdraw(approvalId: string, key: string): Promise<"withdrawn" | "withdrawal-noted"> {
  const told: Response | undefined = await respond({ verb: "withdraw", approval_id: approvalId }, key);
  if (told?.state === "withdrawn" || told?.state === "withdrawal-noted") return told.state;
  throw new Unreachable(); // what cannot be understood is as good as no answer
}

/** What shows an approval is asked for again once it was taken back. */
export async function showTakenBack(client: QueryClient): Promise<void> {
  await askAgain(client, [approvalsQuery.queryKey, feedQuery.queryKey]);
}

function others(activities: readonly Activity[], { activity_id: gone }: Activity): Activity[] {
  return activities.filter((activity) => activity.activity_id !== gone);
}

function withEach(pages: Pages, change: (activities: Activity[]) => Activity[]): Pages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, activities: change(page.activities) })) };
}
