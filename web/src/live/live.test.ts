import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { outdate, outdateAll } from "./live";

it("makes those queries out of date that name the event's type, and no other", async () => {
  const client = new QueryClient();
  const ask = (name: string, live: readonly string[]) =>
    client.fetchQuery({ queryKey: [name], queryFn: () => name, meta: { live } });
  await Promise.all([ask("feed", ["feed", "approval"]), ask("posts", ["post"])]);

  outdate(client, { type: "approval", data: {} });

  expect(client.getQueryState(["feed"])?.isInvalidated).toBe(true);
  expect(client.getQueryState(["posts"])?.isInvalidated).toBe(false);
});

it("asks everything again where something may have been missed, but for what was signed", async () => {
  const client = new QueryClient();
  const ask = (name: string, fixed: boolean) =>
    client.fetchQuery({ queryKey: [name], queryFn: () => name, meta: { fixed } });
  await Promise.all([ask("people", false), ask("receipt", true)]);

  outdateAll(client);

  expect(client.getQueryState(["people"])?.isInvalidated).toBe(true);
  expect(client.getQueryState(["receipt"])?.isInvalidated).toBe(false);
});
