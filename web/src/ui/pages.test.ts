import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { nextPage } from "./pages";

/** Two pages of what there is when they are asked for, the first of them on the screen. */
async function paged() {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  });
  const there = { now: "old" };
  const queryFn = vi.fn(async ({ pageParam, signal }: { pageParam: number; signal: AbortSignal }) => {
    const page = `${there.now} ${pageParam}`;
    await new Promise((resolve) => setTimeout(resolve, 10));
    signal.throwIfAborted();
    return page;
  });
  const observer = new InfiniteQueryObserver(client, {
    queryKey: ["feed"],
    queryFn,
    initialPageParam: 1,
    getNextPageParam: (_, __, last) => (last < 2 ? last + 1 : undefined),
  });
  observer.subscribe(() => {});
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  const pages = () => observer.getCurrentResult().data?.pages;
  return { client, there, queryFn, observer, pages };
}

it("brings the next page", async () => {
  const { observer, queryFn, pages } = await paged();
  await nextPage(observer.getCurrentResult());
  expect(pages()).toEqual(["old 1", "old 2"]);
  expect(queryFn).toHaveBeenCalledTimes(2);
});

it("does not end what is read anew because something happened", async () => {
  const { client, there, observer, pages } = await paged();
  there.now = "new";
  void client.invalidateQueries();
  await nextPage(observer.getCurrentResult());
  expect(pages()).toEqual(["new 1", "new 2"]);
});

it("comes also where something happens while it is on its way", async () => {
  const { client, there, observer, pages } = await paged();
  const coming = nextPage(observer.getCurrentResult());
  there.now = "new";
  await client.invalidateQueries();
  await coming;
  expect(pages()).toEqual(["new 1", "new 2"]);
});

it("asks no more where it was refused: the page says so", async () => {
  const { observer, queryFn, pages } = await paged();
  queryFn.mockRejectedValue(new Error("refused"));
  await nextPage(observer.getCurrentResult());
  expect(queryFn).toHaveBeenCalledTimes(2);
  expect(pages()).toEqual(["old 1"]);
});
