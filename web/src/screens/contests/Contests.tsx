import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Flag } from "lucide-react";
import { useSearchParams } from "wouter";
import { type Contest, contestsQuery, stateAt } from "@/data/contests";
import { meQuery } from "@/data/person";
import { NextPage } from "@/ui/NextPage";
import { useNow } from "@/ui/now";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Card } from "./Card";
import styles from "./Contests.module.css";
import { StandingsDialog } from "./StandingsDialog";
import { useText } from "./text";

/** Contests: those that run, with who is ahead; those to come; those that are over, with who has won. */
export default function Contests() {
  const text = useText();
  const found = useInfiniteQuery(contestsQuery);
  const me = useQuery(meQuery);
  const now = useNow();
  const [search, setSearch] = useSearchParams();
  const contests = found.data?.pages.flatMap((page) => page.contests);

  if (contests === undefined) {
    return (
      <Page title={text("title")} lead={text("lead")}>
        {found.isError ? (
          <ErrorState error={found.error} retry={() => void found.refetch()} />
        ) : (
          <Skeletons of={found} count={2} />
        )}
      </Page>
    );
  }
  const isListed = me.data?.preferences.listed ?? true;
  const opened = contests.find((contest) => contest.contest_id === search.get("standings"));
  const open = (contest: Contest) => setSearch({ standings: contest.contest_id });
  const inStates = (...states: Contest["state"][]) =>
    contests.filter((contest) => states.includes(stateAt(contest, now)));
  const section = (title: "now" | "ahead" | "over", shown: readonly Contest[]) =>
    shown.length > 0 && (
      <Section title={text(title)} contests={shown} isListed={isListed} now={now} onStandings={open} />
    );
  return (
    <Page title={text("title")} lead={text("lead")}>
      {contests.length === 0 && (
        <EmptyState icon={Flag} title={text("empty")}>
          <p>{text("empty-words")}</p>
        </EmptyState>
      )}
      {section("now", inStates("running", "counting"))}
      {section("ahead", inStates("upcoming").sort(soonestFirst))}
      {section("over", inStates("closed", "called-off"))}
      <NextPage of={found}>{text("earlier")}</NextPage>
      {opened && (
        <StandingsDialog contest={opened} isListed={isListed} onClose={() => setSearch({}, { replace: true })} />
      )}
    </Page>
  );
}

function soonestFirst(one: Contest, other: Contest): number {
  return Date.parse(one.opens_at) - Date.parse(other.opens_at);
}

interface SectionProps {
  title: string;
  contests: readonly Contest[];
  isListed: boolean;
  now: number;
  onStandings: (contest: Contest) => void;
}

function Section({ title, contests, isListed, now, onStandings }: SectionProps) {
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      <ul className={styles.contests}>
        {contests.map((contest) => (
          <li key={contest.contest_id}>
            <Card contest={contest} isListed={isListed} now={now} onStandings={() => onStandings(contest)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
