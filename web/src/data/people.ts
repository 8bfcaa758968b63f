import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";
import { groupsQuery } from "./items";

type Schemas = components["schemas"];
export type Person = Schemas["consent.PersonRow"];
export type PersonIn = Schemas["consent.PersonIn"];
export type Group = Schemas["consent.GroupRow"];
export type GivenRole = Schemas["consent.Role"];

const PEOPLE = ["consent", "people"] as const;

interface Sought {
  words: string;
  /** Only those who take part; else those who have left, too. */
  takingPart?: boolean;
}

/** Whom the words find, the closest first, then by name; without words everybody who is not erased. */
export function foundQuery({ words, takingPart = false }: Sought) {
  return infiniteQueryOptions({
    queryKey: [...PEOPLE, words, takingPart],
    queryFn: ({ pageParam: after, signal }) => {
      const body = { words, taking_part: takingPart, limit: AT_ONCE, after };
      return answer(api.POST("/api/consent/people/search", { body, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

const AT_ONCE = 50;

/** After somebody joined, left, or is in other groups. */
export async function refreshPeople(client: QueryClient): Promise<void> {
  const keys = [PEOPLE, groupsQuery.queryKey];
  await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function addPerson(body: PersonIn, key: string) {
  return answer(api.POST("/api/consent/people", { params: { header: keyed(key) }, body }));
}

/** States all roles of somebody; everybody stays an advocate. */
export function changeRoles(personId: string, roles: readonly GivenRole[], key: string) {
  const params = { path: { person_id: personId }, header: keyed(key) };
  return answer(api.PUT("/api/consent/people/{person_id}/roles", { params, body: { roles: [...roles] } }));
}

/** States all groups of somebody. */
export function changeGroups(personId: string, groups: readonly string[], key: string) {
  const params = { path: { person_id: personId }, header: keyed(key) };
  return answer(api.PUT("/api/consent/people/{person_id}/groups", { params, body: { groups: [...groups] } }));
}

/** Sees somebody off: standing approvals lapse, accounts are disconnected, sessions end. */
export function seeOff(personId: string, key: string) {
  const params = { path: { person_id: personId }, header: keyed(key) };
  return answer(api.POST("/api/consent/people/{person_id}/leave", { params }));
}

export function formGroup(name: string, key: string) {
  const params = { header: keyed(key) };
  return answer(api.POST("/api/consent/groups", { params, body: { name } }));
}

/** For administrators: the names of these people, by id. Who was erased has none. */
export function namesQuery(people: readonly string[]) {
  const ids = [...new Set(people)].sort();
  return queryOptions({
    queryKey: ["consent", "names", ids],
    queryFn: async ({ signal }) => {
      const asked = chunks(ids).map((some) =>
        answer(api.GET("/api/consent/people", { params: { query: { ids: some, limit: MOST } }, signal })),
      );
      const pages = await Promise.all(asked);
      return new Map(pages.flatMap((page) => page.people.map((person) => [person.person_id, person.name] as const)));
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** So many are asked for at once. */
const MOST = 100;

function chunks(ids: string[]): string[][] {
  const count = Math.ceil(ids.length / MOST);
  return Array.from({ length: count }, (_, number) => ids.slice(number * MOST, (number + 1) * MOST));
}
