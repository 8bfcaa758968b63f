import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Person = Schemas["consent.PersonRow"];
export type PersonIn = Schemas["consent.PersonIn"];
export type Group = Schemas["consent.GroupName"];
export type GivenRole = Schemas["consent.Role"];

const LIMIT = 200;

/** Everybody who is or was here and not erased, by name. */
export const peopleQuery = queryOptions({
  queryKey: ["consent", "people"],
  queryFn: async ({ signal }) => (await everybody(signal)).sort((one, other) => one.name.localeCompare(other.name)),
});

/** Pages are by id, and a search is by name: so all of them are read. */
async function everybody(signal: AbortSignal): Promise<Person[]> {
  const found: Person[] = [];
  let after: string | null = null;
  do {
    const query: { limit: number; after?: string } = after === null ? { limit: LIMIT } : { limit: LIMIT, after };
    const page = await answer(api.GET("/api/consent/people", { params: { query }, signal }));
    found.push(...page.people);
    after = page.next;
  } while (after !== null);
  return found;
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
