import { QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { OutdatingClient } from "@/data/outdating";
import { sessionQuery } from "@/data/person";
import { heardBefore, outdate, outdateAll } from "./live";

it("makes those queries out of date that name the event's type, and no other", async () => {
  const client = new OutdatingClient();
  const ask = (name: string, live: readonly string[]) =>
    client.fetchQuery({ queryKey: [name], queryFn: () => name, meta: { live } });
  await Promise.all([ask("feed", ["feed", "approval"]), ask("posts", ["post"])]);

  outdate(client, { type: "approval", data: {} });

  expect(client.getQueryState(["feed"])?.isInvalidated).toBe(true);
  expect(client.getQueryState(["posts"])?.isInvalidated).toBe(false);
});

it("asks everything again where something may have been missed, but for what was signed", async () => {
  const client = new OutdatingClient();
  const ask = (name: string, fixed: boolean) =>
    client.fetchQuery({ queryKey: [name], queryFn: () => name, meta: { fixed } });
  await Promise.all([ask("people", false), ask("receipt", true)]);

  outdateAll(client);

  expect(client.getQueryState(["people"])?.isInvalidated).toBe(true);
  expect(client.getQueryState(["receipt"])?.isInvalidated).toBe(false);
});

/** Something on the screen whose answers are given by hand: each is what was known when it was asked for. */
function asked(client: OutdatingClient) {
  const answers: (() => void)[] = [];
  const known = { now: "nothing" };
  const queryFn = () => {
    const then = known.now;
    return new Promise<string>((resolve) => answers.push(() => resolve(then)));
  };
  const observer = new QueryObserver(client, {
    queryKey: ["feed"],
    queryFn,
    meta: { live: ["feed"] },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const leave = observer.subscribe(() => {});
  const shown = () => client.getQueryData(["feed"]);
  return { answers, known, leave, shown };
}

it("asks again for what was asked for the first time when something happened: the answer may have been made before", async () => {
  const client = new OutdatingClient();
  const { answers, known, shown } = asked(client);
  known.now = "an offer";
  outdate(client, { type: "feed", data: {} });
  outdateAll(client);
  expect(answers).toHaveLength(1);

  answers[0]?.();
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  expect(shown()).toBe("nothing");
  answers[1]?.();
  await vi.waitFor(() => expect(shown()).toBe("an offer"));
  expect(answers).toHaveLength(2);
});

it("knows that an answer is out of date that came after somebody had left, for a time before something happened", async () => {
  const client = new OutdatingClient();
  const { answers, leave, shown } = asked(client);
  leave();
  outdate(client, { type: "feed", data: {} });

  answers[0]?.();
  await vi.waitFor(() => expect(shown()).toBe("nothing"));
  await vi.waitFor(() => expect(client.getQueryState(["feed"])?.isInvalidated).toBe(true));
});

it("does not ask again for what was refused: a person does that", async () => {
  const client = new OutdatingClient({ defaultOptions: { queries: { retry: false } } });
  const queryFn = vi.fn().mockRejectedValue(new Error("refused"));
  new QueryObserver(client, { queryKey: ["feed"], queryFn, meta: { live: ["feed"] } }).subscribe(() => {});
  outdate(client, { type: "feed", data: {} });

  await vi.waitFor(() => expect(client.getQueryState(["feed"])?.status).toBe("error"));
  expect(queryFn).toHaveBeenCalledTimes(1);
});

it("goes on behind what was heard when the page began, but not where something is known from before", () => {
  const client = new OutdatingClient();
  expect(heardBefore(client)).toBeNull();
  client.setQueryData(sessionQuery.queryKey, { me: null, ways: [], end: null, heard: "consent:4" });
  expect(heardBefore(client)).toBe("consent:4");
  client.setQueryData(["feed"], "from a session before");
  expect(heardBefore(client)).toBeNull();
});
