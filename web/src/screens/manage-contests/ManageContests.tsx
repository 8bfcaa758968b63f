import { useInfiniteQuery } from "@tanstack/react-query";
import { FlagTriangleRight, Plus } from "lucide-react";
import { useState } from "react";
import { type Contest, contestsQuery } from "@/data/contests";
import { Button } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { useNow } from "@/ui/now";
import { Page } from "@/ui/Page";
import rows from "@/ui/Rows.module.css";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { CallOffDialog } from "./CallOffDialog";
import { NewContestDialog } from "./NewContestDialog";
import { Row } from "./Row";
import { useText } from "./text";

/** For administrators: opens contests, and calls off what should not go on. */
export default function ManageContests() {
  const text = useText();
  const found = useInfiniteQuery(contestsQuery);
  const now = useNow();
  const [isNew, setNew] = useState(false);
  const [ending, setEnding] = useState<Contest | null>(null);
  const contests = found.data?.pages.flatMap((page) => page.contests);
  const add = (
    <Button look="primary" icon={Plus} onClick={() => setNew(true)}>
      {text("new")}
    </Button>
  );
  return (
    <Page title={text("title")} lead={text("lead")} aside={contests && contests.length > 0 && add}>
      {contests === undefined &&
        (found.isError ? (
          <ErrorState error={found.error} retry={() => void found.refetch()} />
        ) : (
          <Skeletons of={found} count={3} />
        ))}
      {contests?.length === 0 && (
        <EmptyState icon={FlagTriangleRight} title={text("empty")} action={add}>
          <p>{text("empty-words")}</p>
        </EmptyState>
      )}
      {contests !== undefined && contests.length > 0 && (
        <ul className={rows.rows}>
          {contests.map((contest) => (
            <li key={contest.contest_id}>
              <Row contest={contest} now={now} onCallOff={() => setEnding(contest)} />
            </li>
          ))}
        </ul>
      )}
      <NextPage of={found}>{text("earlier")}</NextPage>
      {isNew && <NewContestDialog onClose={() => setNew(false)} />}
      {ending && <CallOffDialog contest={ending} onClose={() => setEnding(null)} />}
    </Page>
  );
}
