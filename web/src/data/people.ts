import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

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
