import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Printer } from "lucide-react";
import { Link, useParams } from "wouter";
import { useMe } from "@/data/person";
import { pricesQuery, type Report, reportQuery } from "@/data/reports";
import { Counting } from "@/report/Counting";
import { Worth } from "@/report/Worth";
import { useWrite } from "@/report/write";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { End } from "./End";
import styles from "./Pilot.module.css";
import { Reached } from "./Reached";
import { Trend } from "./Trend";
import { useText } from "./text";
import { Weeks } from "./Weeks";

/** A pilot's report: what an executive reads, on the screen or on paper. */
export default function Pilot() {
  const { pilotId } = useParams<{ pilotId: string }>();
  const text = useText();
  const report = useQuery(reportQuery(pilotId));
  if (report.data === undefined) {
    return (
      <Page title={text("title")}>
        {report.isError ? (
          <ErrorState error={report.error} retry={() => void report.refetch()} />
        ) : (
          <Skeletons count={3} />
        )}
      </Page>
    );
  }
  return <Shown report={report.data} />;
}

function Shown({ report }: { report: Report }) {
  const text = useText();
  const write = useWrite();
  const prices = useQuery(pricesQuery);
  const isAdministrator = useMe()?.roles.includes("administrator") ?? false;
  const mayEnd = isAdministrator && (report.state === "upcoming" || report.state === "running");
  const day = write.monday(report.first_week);
  return (
    <Page
      title={report.name ?? text("untitled")}
      lead={text("lead", { people: report.people, weeks: report.number_of_weeks, day })}
      aside={<Chip tone={report.state === "running" ? "accent" : "plain"}>{text(`state-${report.state}`)}</Chip>}
    >
      <div className={styles.acts}>
        <Link href="/pilots">{text("back")}</Link>
        <Button icon={Printer} onClick={() => window.print()}>
          {text("print")}
        </Button>
      </div>
      {report.weeks.length === 0 ? (
        <EmptyState icon={CalendarClock} title={text("no-weeks")}>
          <p>{text("no-weeks-words", { day: write.firstFigures(report.first_week) })}</p>
        </EmptyState>
      ) : (
        <>
          <Reached report={report} />
          <Weeks weeks={report.weeks} />
          <Trend trend={report.trend} />
          <Worth value={report.total.value} source={prices.data?.source} />
        </>
      )}
      <Counting />
      {mayEnd && <End pilotId={report.pilot_id} />}
    </Page>
  );
}
