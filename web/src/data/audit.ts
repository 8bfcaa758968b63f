import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";
import type { NetworkCode } from "./networks";

type Schemas = components["schemas"];
export type Audited = Schemas["publisher.AuditedOut"];
export type AuditedWords = Schemas["publisher.AuditedWordsOut"];

export const STATES = ["published", "handed-over", "removed"] as const;
export type State = (typeof STATES)[number];

/** Which posts an auditor looks at; what is null leaves nothing out. */
export interface Only {
  network: NetworkCode | null;
  state: State | null;
  advocate_id: string | null;
}

/** Whose name has these words, of those of whom something went out; the words are in no address. */
export function authorsQuery(words: string) {
  return queryOptions({
    queryKey: ["publisher", "audit", "authors", words],
    queryFn: async ({ signal }) =>
      (await answer(api.POST("/api/publisher/audit/authors", { body: { words }, signal }))).authors,
    enabled: words !== "",
    staleTime: 0,
    gcTime: 0,
  });
}

/** What went out, the newest first. Nobody is told of others' posts, so each visit asks anew. */
export function auditQuery(only: Only) {
  return infiniteQueryOptions({
    queryKey: ["publisher", "audit", only],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(only.network !== null && { network: only.network }),
        ...(only.state !== null && { state: only.state }),
        ...(only.advocate_id !== null && { advocate_id: only.advocate_id }),
        ...(pageParam !== null && { before: pageParam }),
      };
      return answer(api.GET("/api/publisher/audit/posts", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
}

/** One of them, with its words where anybody may read them. */
export function auditedQuery(postId: string) {
  return queryOptions({
    queryKey: ["publisher", "audit", "post", postId],
    queryFn: ({ signal }) => {
      const params = { path: { post_id: postId } };
      return answer(api.GET("/api/publisher/audit/posts/{post_id}", { params, signal }));
    },
    staleTime: 0,
  });
}
