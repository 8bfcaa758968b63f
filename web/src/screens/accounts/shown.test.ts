import { expect, it } from "vitest";
import type { Account } from "@/data/accounts";
import { shown } from "./shown";

const usual = { network: "mastodon", handle: "@hana@social.example", connected: false } as Account;
const account = (id: string, day: number, more: Partial<Account> = {}) =>
  ({ ...usual, account_id: id, connected_at: `2026-11-${day}T09:00:00Z`, ...more }) as Account;
const ids = (accounts: readonly Account[]) => shown(accounts).map(({ account_id: id }) => id);

it("shows what was connected anew once, connected", () => {
  expect(ids([account("before", 10), account("now", 12, { connected: true })])).toEqual(["now"]);
});

it("shows the latest of what is not connected any more", () => {
  expect(ids([account("first", 10), account("second", 12)])).toEqual(["second"]);
});

it("keeps other names, other networks, and those whose name is not known", () => {
  const several = [
    account("a", 10),
    account("b", 10, { handle: "@too@social.example" }),
    account("c", 10, { network: "bluesky" as Account["network"] }),
    account("d", 10, { handle: null }),
    account("e", 10, { handle: null }),
  ];
  expect(ids(several)).toEqual(["a", "b", "c", "d", "e"]);
});
