import { useState } from "react";
import type { ProgrammeWeek } from "@/data/reports";
import { useFormats } from "@/i18n/formats";
import { answersOf } from "@/report/numbers";
import { Section } from "@/report/Section";
import { useWrite } from "@/report/write";
import { Bars } from "@/ui/Bars";
import { Choices } from "@/ui/Choices";
import { Table } from "@/ui/Table";
import { useText } from "./text";

const SHOWN = ["posts", "people", "answers"] as const;
type Measure = (typeof SHOWN)[number];

/** The weeks as a chart, oldest first as one reads, and as a table, newest first. */
export function Weeks({ weeks }: { weeks: readonly ProgrammeWeek[] }) {
  const text = useText();
  const formats = useFormats();
  const write = useWrite();
  const [measure, setMeasure] = useState<Measure>("posts");
  const answers = (week: ProgrammeWeek) => (week.measured ? write.number(answersOf(week.engagement)) : text("pending"));
  const shown = (week: ProgrammeWeek) => {
    if (measure === "people") return write.people(week.everyone.published);
    return measure === "posts" ? write.number(week.posts) : answers(week);
  };
  return (
    <Section title={text("weeks")}>
      <Choices
        label={text("show")}
        choices={SHOWN.map((value) => ({ value, label: text(`show-${value}`) }))}
        value={measure}
        onChange={setMeasure}
      />
      <Bars
        label={text(`chart-${measure}`)}
        bars={[...weeks].reverse().map((week) => ({
          label: write.week(week.week),
          value: heightOf(week, measure),
          shown: shown(week),
        }))}
        write={(value) => formats.number(value)}
      />
      <Table
        caption={text("weeks")}
        captionHidden
        columns={[text("week"), text("approved"), text("published"), text("posts"), text("answers")]}
        rows={weeks.map((week) => ({
          key: week.week,
          head: write.week(week.week),
          cells: [
            write.people(week.everyone.approved),
            write.people(week.everyone.published),
            write.number(week.posts),
            answers(week),
          ],
        }))}
        numbers
      />
    </Section>
  );
}

function heightOf(week: ProgrammeWeek, measure: Measure): number | null {
  if (measure === "posts") return week.posts;
  return measure === "people" ? week.everyone.published : answersOf(week.engagement);
}
