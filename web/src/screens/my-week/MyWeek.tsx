import { CalendarHeart } from "lucide-react";
import { useState } from "react";
import { useFormats } from "@/i18n/formats";
import { ButtonLink } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { Notice } from "@/ui/Notice";
import { useNow } from "@/ui/now";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { EntryRow } from "./EntryRow";
import { type Entry, needsPerson, useEntries } from "./entries";
import { useLeft } from "./left";
import styles from "./MyWeek.module.css";
import { Strip } from "./Strip";
import { useText } from "./text";

/** What will go out and when, what went out, and what needs a look. */
export default function MyWeek() {
  const text = useText();
  const { entries, approvals, posts } = useEntries();
  const [day, setDay] = useState<string | null>(null);
  const formats = useFormats();
  const now = useNow();
  const left = useLeft();

  if (entries === undefined) {
    return (
      <Page title={text("title")}>
        {approvals.isError ? (
          <ErrorState error={approvals.error} retry={() => void approvals.refetch()} />
        ) : (
          <Skeletons of={approvals} count={4} />
        )}
      </Page>
    );
  }
  const waiting = entries.filter((entry) => needsPerson(entry, now, left));
  const others = entries.filter((entry) => !waiting.includes(entry));
  const ahead = others.filter(isAhead).sort(earliestFirst);
  const behind = others.filter((entry) => !isAhead(entry)).sort(latestFirst);
  const shown = day === null ? ahead : ahead.filter((entry) => formats.day(entry.at) === day);
  return (
    <Page title={text("title")} lead={text("lead", { count: ahead.length })}>
      {posts.isError && <Notice tone="warn">{text("no-posts")}</Notice>}
      {entries.length === 0 ? (
        <Nothing />
      ) : (
        <>
          <Section title={text("waiting")} entries={waiting} />
          <Strip entries={ahead} day={day} onDay={setDay} now={now} />
          <Section
            title={text("ahead")}
            entries={shown}
            nothing={text(day === null ? "nothing-ahead" : "nothing-that-day")}
          />
          <Section title={text("behind")} entries={behind} />
          <NextPage of={approvals}>{text("earlier")}</NextPage>
        </>
      )}
    </Page>
  );
}

function isAhead(entry: Entry): boolean {
  return entry.standing === "planned" || entry.standing === "sending" || entry.standing === "said";
}

function earliestFirst(one: Entry, other: Entry): number {
  return Date.parse(one.at) - Date.parse(other.at);
}

function latestFirst(one: Entry, other: Entry): number {
  return Date.parse(other.at) - Date.parse(one.at);
}

interface SectionProps {
  title: string;
  entries: readonly Entry[];
  /** Said where there is none; without it the section is left out. */
  nothing?: string;
}

function Section({ title, entries, nothing }: SectionProps) {
  if (entries.length === 0 && nothing === undefined) return null;
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      {entries.length === 0 && <p className={styles.nothing}>{nothing}</p>}
      <ul className={styles.entries}>
        {entries.map((entry) => (
          <li key={entry.approval.approval_id}>
            <EntryRow entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nothing() {
  const text = useText();
  return (
    <EmptyState
      icon={CalendarHeart}
      title={text("empty")}
      action={
        <ButtonLink look="primary" href="/">
          {text("to-feed")}
        </ButtonLink>
      }
    >
      <p>{text("empty-words")}</p>
    </EmptyState>
  );
}
