import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Approval = components["schemas"]["consent.ApprovalOut"];
export type Post = components["schemas"]["publisher.PostOut"];
export type Receipt = components["schemas"]["consent.ReceiptOut"];

const LIMIT = 50;

/** One's own approvals, newest first. */
export const approvalsQuery = infiniteQueryOptions({
  queryKey: ["consent", "approvals"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === undefined ? { limit: LIMIT } : { limit: LIMIT, before: pageParam };
    return answer(api.GET("/api/consent/approvals", { params: { query }, signal }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  meta: { live: ["approval"] },
});

/** One of one's own approvals, as it is now. Refused as not found where there is none. */
export function readApproval(approvalId: string): Promise<Approval> {
  const params = { path: { approval_id: approvalId } };
  return answer(api.GET("/api/consent/approvals/{approval_id}", { params }));
}

/** What became of them: one's own posts, what changed last first. */
export const postsQuery = queryOptions({
  queryKey: ["publisher", "posts"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/publisher/posts", { signal }))).posts,
  meta: { live: ["post"] },
});

/** The signed approval with the words it opens to. It never changes, but for being erased. */
export function receiptQuery(approvalId: string) {
  return queryOptions({
    queryKey: ["consent", "receipt", approvalId],
    queryFn: ({ signal }) => {
      const params = { path: { approval_id: approvalId } };
      return answer(api.GET("/api/consent/approvals/{approval_id}/receipt", { params, signal }));
    },
    meta: { fixed: true },
  });
}

/** The words of a receipt; null where they were erased, or the kind has none. */
export function wordsOf(receipt: Receipt): string | null {
  const text = receipt.opening?.text;
  return typeof text === "string" && text !== "" ? text : null;
}

/** The address of what it was done to; null of a post, and where it was erased. */
export function targetOf(receipt: Receipt): string | null {
  const target = receipt.opening?.target;
  return typeof target === "string" && target !== "" ? target : null;
}

/** Removes a published post from its network. */
export function takeDown(postId: string, key: string) {
  const params = { path: { post_id: postId }, header: keyed(key) };
  return answer(api.POST("/api/publisher/posts/{post_id}/take-down", { params }));
}

/** Where a person publishes it themselves; answered only while the approval stands, so it is asked for each time. */
export function composerQuery(postId: string) {
  return queryOptions({
    queryKey: ["publisher", "composer", postId],
    queryFn: ({ signal }) => {
      const params = { path: { post_id: postId } };
      return answer(api.GET("/api/publisher/posts/{post_id}/composer", { params, signal }));
    },
    gcTime: 0,
  });
}

/** Says that one has published it oneself. It counts when the approval still stands. */
export function reportHandedOver(postId: string, key: string) {
  const params = { path: { post_id: postId }, header: keyed(key) };
  return answer(api.POST("/api/publisher/posts/{post_id}/handed-over", { params }));
}

/** What the person sees of a post whose outcome is uncertain; with a link it is looked for once more. */
export interface Seen {
  outcome: "posted" | "not-posted";
  link?: string;
}

export function resolve(postId: string, body: Seen, key: string) {
  const params = { path: { post_id: postId }, header: keyed(key) };
  return answer(api.POST("/api/publisher/posts/{post_id}/resolve", { params, body }));
}
