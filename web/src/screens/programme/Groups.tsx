import { useQuery } from "@tanstack/react-query";
import { groupsQuery } from "@/data/items";
import type { ProgrammeWeek } from "@/data/reports";
import { Section } from "@/report/Section";
import { useWrite } from "@/report/write";
import { ErrorState, Skeletons } from "@/ui/States";
import { Table } from "@/ui/Table";
import { useText } from "./text";

/** A week's groups. They have no sums: people are in several of them. */
export function Groups({ week }: { week: ProgrammeWeek }) {
  const text = useText();
  const write = useWrite();
  const groups = useQuery(groupsQuery);
  const title = text("groups", { day: write.week(week.week) });
  const nameOf = (groupId: string) => groups.data?.find((group) => group.group_id === groupId)?.name;
  return (
    <Section title={title}>
      {groups.isPending && <Skeletons of={groups} count={3} shape="line" />}
      {groups.isError && <ErrorState error={groups.error} retry={() => void groups.refetch()} />}
      {groups.data && (
        <Table
          caption={title}
          captionHidden
          columns={[text("group"), text("among"), text("approved"), text("published")]}
          rows={week.groups.map((group) => ({
            key: group.group_id,
            head: nameOf(group.group_id) ?? text("group-unknown"),
            cells: [write.people(group.among), write.people(group.approved), write.people(group.published)],
          }))}
          numbers
        />
      )}
    </Section>
  );
}
