import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeQueryClient } from "./client";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ["what no event tells of", {}, 2],
  ["what events tell of", { live: ["post"] }, 1],
  ["what never becomes another", { fixed: true }, 1],
])("asks for %s %o: in two visits %i times", async (_, meta, times) => {
  const client = makeQueryClient();
  const queryFn = vi.fn(async () => "answer");
  for (let visit = 0; visit < 2; visit++) {
    const leave = new QueryObserver(client, { queryKey: ["it"], queryFn, meta }).subscribe(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    leave();
  }
  expect(queryFn).toHaveBeenCalledTimes(times);
});
