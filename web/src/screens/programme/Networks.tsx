import type { ProgrammeWeek } from "@/data/reports";
import { answersOf, sum } from "@/report/numbers";
import { Section } from "@/report/Section";
import { useWrite } from "@/report/write";
import { Network } from "@/ui/Network";
import { Table } from "@/ui/Table";
import { useText } from "./text";

const PILOTS = "";

/** Sums of whole cells by network. A pilot's people are a cell of their own, whatever the network. */
export function Networks({ weeks }: { weeks: readonly ProgrammeWeek[] }) {
  const text = useText();
  const write = useWrite();
  const cells = Map.groupBy(
    weeks.flatMap((week) => week.cells),
    (cell) => (cell.of === "pilot" ? PILOTS : (cell.network ?? PILOTS)),
  );
  if (cells.size === 0) return null;
  return (
    <Section title={text("networks")}>
      <Table
        caption={text("networks")}
        captionHidden
        columns={[text("network"), text("posts"), text("answers")]}
        rows={[...cells].map(([network, members]) => ({
          key: network,
          head: network === PILOTS ? text("pilots") : <Network network={network} />,
          cells: [
            write.number(sum(members.map((cell) => cell.posts))),
            write.number(sum(members.map((cell) => cell.engagement && answersOf(cell.engagement)))),
          ],
        }))}
        numbers
      />
    </Section>
  );
}
