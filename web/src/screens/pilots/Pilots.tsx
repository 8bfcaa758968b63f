import { useQuery } from "@tanstack/react-query";
import { Flag, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { useMe } from "@/data/person";
import { type Pilot, pilotsQuery } from "@/data/reports";
import { useWrite } from "@/report/write";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { OpenPilot } from "./OpenPilot";
import styles from "./Pilots.module.css";
import { useText } from "./text";

/** All pilots, each leading to its report. */
export default function Pilots() {
  const text = useText();
  const pilots = useQuery(pilotsQuery);
  const [opening, setOpening] = useState(false);
  const mayOpen = useMe()?.roles.includes("administrator") ?? false;
  const begin = (look: "primary" | "soft") => (
    <Button look={look} icon={Plus} onClick={() => setOpening(true)}>
      {text("open")}
    </Button>
  );
  return (
    <Page title={text("title")} lead={text("lead")} aside={mayOpen && pilots.data?.length ? begin("soft") : undefined}>
      {pilots.isPending && <Skeletons of={pilots} count={2} />}
      {pilots.isError && <ErrorState error={pilots.error} retry={() => void pilots.refetch()} />}
      {pilots.data?.length === 0 && <Nothing action={mayOpen ? begin("primary") : undefined} />}
      {pilots.data && pilots.data.length > 0 && (
        <ul className={styles.pilots}>
          {pilots.data.map((pilot) => (
            <li key={pilot.pilot_id}>
              <PilotCard pilot={pilot} />
            </li>
          ))}
        </ul>
      )}
      {opening && <OpenPilot onClose={() => setOpening(false)} />}
    </Page>
  );
}

function Nothing({ action }: { action: ReactNode }) {
  const text = useText();
  return (
    <EmptyState icon={Flag} title={text("empty")} action={action}>
      <p>{text("empty-words")}</p>
      {action === undefined && <p>{text("empty-sponsor")}</p>}
    </EmptyState>
  );
}

function PilotCard({ pilot }: { pilot: Pilot }) {
  const text = useText();
  const write = useWrite();
  const tone = pilot.state === "running" ? "accent" : pilot.state === "closed" ? "good" : "plain";
  return (
    <Link href={`/pilots/${pilot.pilot_id}`} className={styles.pilot}>
      <span className={styles.name}>{pilot.name ?? text("untitled")}</span>
      <Chip tone={tone}>{text(`state-${pilot.state}`)}</Chip>
      <span className={styles.terms}>
        {text("people", { count: pilot.people })} ·{" "}
        {text("weeks", { count: pilot.number_of_weeks, day: write.monday(pilot.first_week) })}
      </span>
    </Link>
  );
}
