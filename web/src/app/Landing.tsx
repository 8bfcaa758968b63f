import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { accountsQuery } from "@/data/accounts";
import type { Role } from "@/data/person";
import { Skeletons } from "@/ui/States";
import { homeOf } from "./places";
import { SCREENS } from "./screens";

/**
 * Who opens the app without naming a place, has one task and no account to publish with, begins at that task. From
 * there on the feed is where it always is.
 */
export function Landing({ roles, children }: { roles: readonly Role[]; children: ReactNode }) {
  const [address, go] = useLocation();
  const home = homeOf(roles, SCREENS);
  const [arrived, setArrived] = useState(address !== "/" || home === undefined);
  const accounts = useQuery({ ...accountsQuery, enabled: !arrived });
  const known = accounts.data !== undefined || accounts.failureReason !== null;
  useEffect(() => {
    if (arrived || !known || home === undefined) return;
    if (accounts.data?.some((account) => account.connected) === false) go(home.path, { replace: true });
    setArrived(true);
  }, [arrived, known, home, accounts.data, go]);
  return arrived ? children : <Skeletons count={3} />;
}
