import { useQuery } from "@tanstack/react-query";
import { ListOrdered } from "lucide-react";
import { useErrorText } from "@/api/words";
import { type Contest, standingsQuery } from "@/data/contests";
import { useFormats } from "@/i18n/formats";
import { Ranking } from "@/ranking/Ranking";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Skeletons } from "@/ui/States";
import styles from "./Leaders.module.css";
import { useText } from "./text";

const SHOWN = 5;

interface Props {
  contest: Contest;
  isListed: boolean;
  onStandings: () => void;
}

/** The first few of a contest that runs, and one's own place. */
export function Leaders({ contest, isListed, onStandings }: Props) {
  const text = useText();
  const formats = useFormats();
  const errorText = useErrorText();
  const standings = useQuery({ ...standingsQuery(contest.contest_id, null), enabled: contest.ranked });
  if (!contest.ranked) return <Notice>{text("not-ranked")}</Notice>;
  if (standings.data === undefined) {
    return standings.isError ? (
      <Notice tone="warn">{errorText(standings.error)}</Notice>
    ) : (
      <Skeletons of={standings} count={3} shape="line" />
    );
  }
  const { me, rows, next } = standings.data;
  const shown = rows.slice(0, SHOWN);
  if (shown.length === 0) return <p className={styles.own}>{text("nobody-yet")}</p>;
  return (
    <div className={styles.leaders}>
      <Ranking label={text("leaders", { title: contest.title ?? text("untitled") })} rows={shown} />
      {!shown.some((row) => row.me) && (
        <p className={styles.own}>
          {me.rank === null
            ? text("own-none")
            : text(isListed ? "own" : "own-unlisted", { rank: formats.number(me.rank), points: me.points })}
        </p>
      )}
      {(rows.length > SHOWN || next !== null) && (
        <Button icon={ListOrdered} onClick={onStandings}>
          {text("all-standings")}
        </Button>
      )}
    </div>
  );
}
