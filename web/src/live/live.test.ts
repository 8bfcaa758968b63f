import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { outdate } from "./live";

it("makes those queries out of date that name the event's type, and no other", async () => {
  const client = new QueryClient();
  const ask = (name: string, live: readonly string[]) =>
    client.fetchQuery({ queryKey: [name], queryFn: () => name, meta: { live } });
  await Promise.all([ask("feed", ["feed", "approval"]), ask("posts", ["post"])]);

  outdate(client, { type: "approval", data: {} });

  expect(client.getQueryState(["feed"])?.isInvalidated).toBe(true);
  expect(client.getQueryState(["posts"])?.isInvalidated).toBe(false);
});
