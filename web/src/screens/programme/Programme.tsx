import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMe } from "@/data/person";
import { pricesQuery, programmeQuery, type Programme as Results } from "@/data/reports";
import { Counting } from "@/report/Counting";
import { Figures } from "@/report/Figures";
import { answersOf } from "@/report/numbers";
import { Worth } from "@/report/Worth";
import { useWrite } from "@/report/write";
import { Choices } from "@/ui/Choices";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Groups } from "./Groups";
import { Networks } from "./Networks";
import { PricesButton } from "./Prices";
import { useText } from "./text";
import { Weeks } from "./Weeks";

const SPANS = ["4", "13", "26"] as const;
type Span = (typeof SPANS)[number];

/** Uptake, answers of readers and what they are worth, for who runs the programme. */
export default function Programme() {
  const text = useText();
  const [span, setSpan] = useState<Span>("13");
  const results = useQuery(programmeQuery(Number(span)));
  return (
    <Page title={text("title")} lead={text("lead")}>
      <Choices
        label={text("span")}
        choices={SPANS.map((value) => ({ value, label: text("span-weeks", { count: Number(value) }) }))}
        value={span}
        onChange={setSpan}
      />
      {results.isPending && <Skeletons count={3} />}
      {results.isError && <ErrorState error={results.error} retry={() => void results.refetch()} />}
      {results.data && <Shown results={results.data} />}
    </Page>
  );
}

function Shown({ results }: { results: Results }): ReactNode {
  const text = useText();
  const prices = useQuery(pricesQuery);
  const roles = useMe()?.roles ?? [];
  const write = useWrite();
  const newest = results.weeks[0];
  return (
    <>
      {newest === undefined ? (
        <EmptyState icon={ChartColumn} title={text("empty")}>
          <p>{text("empty-words", { day: write.firstFigures() })}</p>
        </EmptyState>
      ) : (
        <>
          <Totals results={results} />
          <Weeks weeks={results.weeks} />
          <Networks weeks={results.weeks} />
          {newest.groups.length > 0 && <Groups week={newest} />}
        </>
      )}
      <Worth
        value={results.total.value}
        source={prices.data?.source}
        aside={roles.includes("administrator") && prices.data !== undefined && <PricesButton prices={prices.data} />}
      />
      <Counting />
    </>
  );
}

function Totals({ results }: { results: Results }) {
  const text = useText();
  const write = useWrite();
  const { total, weeks } = results;
  const newest = weeks[0];
  const views = total.engagement.views.count;
  const value = total.value;
  return (
    <Figures
      figures={[
        ...(newest
          ? [
              {
                name: text("participation"),
                value: write.peopleOf(newest.everyone.published, newest.everyone.among),
                note: text("participation-note", { day: write.week(newest.week) }),
              },
            ]
          : []),
        { name: text("posts"), value: write.known(total.posts), note: text("posts-note", { count: weeks.length }) },
        { name: text("answers"), value: write.known(answersOf(total.engagement)), note: text("answers-note") },
        {
          name: text("reach"),
          value: write.known(views),
          note: text(views === null ? "reach-none" : "reach-note"),
        },
        {
          name: text("value"),
          value: value?.value == null ? null : write.money(value.value, value.currency),
          note: text(value === null ? "value-none" : "value-note"),
        },
      ]}
    />
  );
}
