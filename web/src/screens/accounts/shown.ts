import type { Account } from "@/data/accounts";

/**
 * Each account of a network once, as it is now: by connecting anew it becomes another here, and the one of before says
 * nothing any more. One whose name is not known may be any, so it stays.
 */
export function shown(accounts: readonly Account[]): Account[] {
  const known = Map.groupBy(accounts, ({ account_id: id, network, handle }) => `${network} ${handle ?? id}`);
  const latest = new Set([...known.values()].map((same) => same.toSorted(connectedThenLatest)[0]));
  return accounts.filter((account) => latest.has(account));
}

function connectedThenLatest(one: Account, other: Account): number {
  if (one.connected !== other.connected) return one.connected ? -1 : 1;
  return Date.parse(other.connected_at) - Date.parse(one.connected_at);
}
