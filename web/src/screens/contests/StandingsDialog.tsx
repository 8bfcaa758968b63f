import { useQuery } from "@tanstack/react-query";
import { type Contest, standingsQuery } from "@/data/contests";
import { Board } from "@/ranking/Board";
import { usePages } from "@/ranking/pages";
import { Dialog } from "@/ui/Dialog";
import { ErrorState, Skeletons } from "@/ui/States";
import styles from "./StandingsDialog.module.css";
import { useText } from "./text";

interface Props {
  contest: Contest;
  isListed: boolean;
  onClose: () => void;
}

/** Everybody's place in one contest, a page at a time. */
export function StandingsDialog({ contest, isListed, onClose }: Props) {
  const text = useText();
  const pages = usePages();
  const standings = useQuery(standingsQuery(contest.contest_id, pages.from));
  const title = contest.title ?? text("untitled");
  return (
    <Dialog title={title} subtitle={text("standings-words")} onClose={onClose}>
      {standings.data === undefined ? (
        standings.isError ? (
          <ErrorState error={standings.error} retry={() => void standings.refetch()} />
        ) : (
          <Skeletons of={standings} count={8} shape="line" />
        )
      ) : (
        <div className={styles.standings}>
          <Board
            label={text("leaders", { title })}
            me={standings.data.me}
            isListed={isListed}
            rows={standings.data.rows}
            next={standings.data.next}
            pages={pages}
            isOld={standings.isPlaceholderData}
            nobody={<p>{text("nobody-yet")}</p>}
          />
        </div>
      )}
    </Dialog>
  );
}
