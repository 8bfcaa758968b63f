import { useQuery } from "@tanstack/react-query";
import { useNames } from "@/curate/names";
import { groupsQuery, type Offered } from "@/data/items";

/** Whom an activity is for: everyone, or groups by their names once those are known. */
export function Audience({ audience }: { audience: Offered["audience"] }) {
  const names = useNames();
  const groups = useQuery({ ...groupsQuery, enabled: !audience.everyone });
  const known = groups.data?.filter((group) => audience.groups.includes(group.group_id)).map((group) => group.name);
  return known?.length === audience.groups.length && known.length > 0 ? known.join(", ") : names.audience(audience);
}
