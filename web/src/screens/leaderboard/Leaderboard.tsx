import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { PERIODS, type Period } from "@/data/leaderboard";
import { meQuery } from "@/data/person";
import { Choices } from "@/ui/Choices";
import { Field } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Listing } from "./Listing";
import { Places } from "./Places";
import { useText } from "./text";

/** Who earned most in a period, of everybody or of a group one is in. */
export default function Leaderboard() {
  const text = useText();
  const me = useQuery(meQuery);
  const { period, group, choose } = useChosen();
  const groups = me.data?.groups ?? [];
  return (
    <Page title={text("title")} lead={text("lead")}>
      <Choices
        label={text("period")}
        choices={PERIODS.map((value) => ({ value, label: text(`choice-${value}`) }))}
        value={period}
        onChange={(chosen) => choose(chosen, group)}
      />
      {groups.length > 0 && <Among groups={groups} group={group} onChange={(chosen) => choose(period, chosen)} />}
      <Places key={`${period} ${group}`} period={period} group={group} isListed={me.data?.preferences.listed ?? true} />
      {me.data && <Listing preferences={me.data.preferences} />}
    </Page>
  );
}

interface AmongProps {
  groups: readonly { group_id: string; name: string }[];
  group: string | null;
  onChange: (group: string | null) => void;
}

function Among({ groups, group, onChange }: AmongProps) {
  const text = useText();
  return (
    <Field label={text("among")}>
      {(control) => (
        <select {...control} value={group ?? ""} onChange={(event) => onChange(event.target.value || null)}>
          <option value="">{text("everybody")}</option>
          {groups.map((each) => (
            <option key={each.group_id} value={each.group_id}>
              {each.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** What is looked at stands in the address, so that a reload and a link come back to it. */
function useChosen() {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("period");
  const period = PERIODS.find((each) => each === asked) ?? "month";
  const group = search.get("group");
  const choose = (wanted: Period, among: string | null) =>
    setSearch({ period: wanted, ...(among !== null && { group: among }) }, { replace: true });
  return { period, group, choose };
}
