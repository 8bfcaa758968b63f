import type { PilotWeek, Report } from "@/data/reports";
import { Figures } from "@/report/Figures";
import { answersOf } from "@/report/numbers";
import { useWrite } from "@/report/write";
import { useText } from "./text";

type Goal = "participation_reached" | "posts_reached";

/** What the pilot comes to so far, and how often its goals were reached. */
export function Reached({ report }: { report: Report }) {
  const text = useText();
  const write = useWrite();
  const { goals, total, weeks } = report;
  const newest = weeks[0];
  const goal = (of: Goal) => {
    const { reached, count } = timesReached(weeks, of);
    return count === 0 ? null : text("reached", { reached, count });
  };
  return (
    <Figures
      figures={[
        ...(newest
          ? [
              {
                name: text("participation"),
                value: write.peopleOf(newest.published, newest.among),
                note: text("participation-note", { day: write.week(newest.week) }),
              },
            ]
          : []),
        { name: text("posts"), value: write.known(total.posts), note: text("posts-note", { count: weeks.length }) },
        { name: text("answers"), value: write.known(answersOf(total.engagement)), note: text("answers-note") },
        ...(goals.participation == null
          ? []
          : [
              {
                name: text("goal-participation"),
                value: goal("participation_reached"),
                note: text("goal-participation-note", { goal: goals.participation }),
              },
            ]),
        ...(goals.posts == null
          ? []
          : [
              {
                name: text("goal-posts"),
                value: goal("posts_reached"),
                note: text("goal-posts-note", { goal: goals.posts }),
              },
            ]),
      ]}
    />
  );
}

/** In how many of the weeks of which it can be told. */
function timesReached(weeks: readonly PilotWeek[], of: Goal) {
  const told = weeks.filter((week) => week[of] !== null);
  return { reached: told.filter((week) => week[of]).length, count: told.length };
}
