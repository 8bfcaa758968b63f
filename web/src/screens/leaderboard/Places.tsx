import { useQuery } from "@tanstack/react-query";
import { Medal, ShieldCheck } from "lucide-react";
import { leaderboardQuery, type Period } from "@/data/leaderboard";
import { Board } from "@/ranking/Board";
import { OwnPlace } from "@/ranking/OwnPlace";
import { usePages } from "@/ranking/pages";
import { ButtonLink } from "@/ui/Button";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { useText } from "./text";

interface Props {
  period: Period;
  group: string | null;
  isListed: boolean;
}

/** The places of one period and group, a page at a time. */
export function Places({ period, group, isListed }: Props) {
  const text = useText();
  const pages = usePages();
  const board = useQuery(leaderboardQuery(period, group, pages.from));

  if (board.data === undefined) {
    return board.isError ? (
      <ErrorState error={board.error} retry={() => void board.refetch()} />
    ) : (
      <Skeletons of={board} count={8} shape="line" />
    );
  }
  const { me, rows, next, few } = board.data;
  if (few) {
    return (
      <>
        <OwnPlace me={me} isListed={isListed} />
        <EmptyState icon={ShieldCheck} title={text("few")}>
          <p>{text("few-words")}</p>
        </EmptyState>
      </>
    );
  }
  return (
    <Board
      label={text("table", { period: text(`period-${period}`) })}
      me={me}
      isListed={isListed}
      rows={rows}
      next={next}
      pages={pages}
      isOld={board.isPlaceholderData}
      nobody={<Nobody />}
    />
  );
}

function Nobody() {
  const text = useText();
  return (
    <EmptyState
      icon={Medal}
      title={text("nobody")}
      action={
        <ButtonLink look="primary" href="/">
          {text("to-feed")}
        </ButtonLink>
      }
    >
      <p>{text("nobody-words")}</p>
    </EmptyState>
  );
}
