import { queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Disclosures = components["schemas"]["consent.DisclosuresOut"];
export type Shipped = components["schemas"]["consent.ShippedDisclosure"];
export type Own = components["schemas"]["consent.OwnDisclosure"];
export type Wanted = components["schemas"]["consent.OwnDisclosureIn"];
export type DisclosureText = Wanted["texts"][number];

/** For every country without a rule that comes with Restu, and for people who named none. */
export const ELSEWHERE = "ZZ";

/** What people have to say of their employer, by country, and what the programme has set. */
export const disclosuresQuery = queryOptions({
  queryKey: ["consent", "disclosures"],
  queryFn: ({ signal }) => answer(api.GET("/api/consent/disclosures", { signal })),
});

export function setDisclosure({ country, wanted, key }: { country: string; wanted: Wanted; key: string }) {
  const params = { path: { country }, header: keyed(key) };
  return answer(api.PUT("/api/consent/disclosures/{country}", { params, body: wanted }));
}
