import { PartyPopper } from "lucide-react";
import type { Contest } from "@/data/contests";
import { Ranking } from "@/ranking/Ranking";
import { Notice } from "@/ui/Notice";
import { useText } from "./text";
import styles from "./Winners.module.css";

/** Who has won; that does not change any more. */
export function Winners({ contest }: { contest: Contest }) {
  const text = useText();
  const own = contest.winners.find((winner) => winner.me);
  if (contest.winners.length === 0) return <p className={styles.none}>{text("no-winners")}</p>;
  return (
    <div className={styles.winners}>
      {own && (
        <p className={styles.own}>
          <PartyPopper aria-hidden size={20} />
          {text("you-won", { rank: own.rank })}
        </p>
      )}
      <Ranking
        label={text("winners", { title: contest.title ?? text("untitled") })}
        rows={contest.winners.map((winner) => ({ ...winner, name: winner.name ?? text("somebody") }))}
      />
      {contest.winners.length > contest.places && <Notice>{text("ties")}</Notice>}
    </div>
  );
}
