import type { PilotWeek } from "@/data/reports";
import { useFormats } from "@/i18n/formats";
import { Section } from "@/report/Section";
import { useWrite } from "@/report/write";
import { Bars } from "@/ui/Bars";
import { Table } from "@/ui/Table";
import styles from "./Pilot.module.css";
import { useText } from "./text";

const CHARTS = ["posts", "answers"] as const;

/** The weeks as two charts, oldest first as one reads, and as a table, newest first. */
export function Weeks({ weeks }: { weeks: readonly PilotWeek[] }) {
  const text = useText();
  const formats = useFormats();
  const write = useWrite();
  const ahead = [...weeks].reverse();
  return (
    <Section title={text("weeks")}>
      <div className={styles.charts}>
        {CHARTS.map((measure) => (
          <div key={measure} className={styles.chart}>
            <h3>{text(measure)}</h3>
            <Bars
              label={text(`chart-${measure}`)}
              bars={ahead.map((week) => ({
                label: write.week(week.week),
                value: week[measure],
                shown: write.number(week[measure]),
              }))}
              write={(value) => formats.number(value)}
            />
          </div>
        ))}
      </div>
      <Table
        caption={text("weeks")}
        captionHidden
        columns={[text("week"), text("approved"), text("published"), text("posts"), text("answers")]}
        rows={weeks.map((week) => ({
          key: week.week,
          head: write.week(week.week),
          cells: [
            write.people(week.approved),
            write.people(week.published),
            write.number(week.posts),
            write.number(week.answers),
          ],
        }))}
        numbers
      />
    </Section>
  );
}
