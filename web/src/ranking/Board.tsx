import { ArrowDown, ArrowLeft, ArrowUpToLine, LocateFixed } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { Row } from "@/data/leaderboard";
import { Button } from "@/ui/Button";
import styles from "./Board.module.css";
import { OwnPlace } from "./OwnPlace";
import type { Pages } from "./pages";
import { Ranking } from "./Ranking";
import { useText } from "./text";

interface Props {
  label: string;
  me: { points: number; rank: number | null };
  /** Whether one's own name may stand in the rows. */
  isListed: boolean;
  rows: readonly Row[];
  next: string | null;
  pages: Pages;
  /** These rows are still those of the page before. */
  isOld: boolean;
  /** Said where nobody has points yet. */
  nobody: ReactNode;
}

/** A page of a long list of places, one's own place above it, and the ways to others. */
export function Board({ label, me, isListed, rows, next, pages, isOld, nobody }: Props) {
  const text = useText();
  const isSeen = rows.some((row) => row.me);
  const place = useBeginning(pages, isOld);
  const canSeek = me.rank !== null && isListed && !isSeen;
  return (
    <div className={styles.board} ref={place} tabIndex={-1}>
      <OwnPlace me={me} isListed={isListed}>
        {canSeek && (
          <Button icon={LocateFixed} onClick={pages.aroundMe}>
            {text("find-me")}
          </Button>
        )}
        {!canSeek && !pages.isTop && (
          <Button icon={ArrowUpToLine} onClick={pages.top}>
            {text("to-top")}
          </Button>
        )}
      </OwnPlace>
      {rows.length === 0 && pages.isTop ? (
        nobody
      ) : (
        <div className={styles.rows} data-old={isOld || undefined} aria-busy={isOld}>
          <Ranking label={label} rows={rows} seek={!isOld && isAround(pages)} />
        </div>
      )}
      {(pages.previous || next !== null) && (
        <div className={styles.turns}>
          {pages.previous && (
            <Button icon={ArrowLeft} busy={isOld} onClick={pages.previous}>
              {text("previous")}
            </Button>
          )}
          {next !== null && (
            <Button icon={ArrowDown} busy={isOld} onClick={() => pages.next(next)}>
              {text("next")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Another page is read from its beginning, wherever one was on the page before. */
function useBeginning(pages: Pages, isOld: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useRef(pages.from);
  useEffect(() => {
    if (isOld || seen.current === pages.from) return;
    seen.current = pages.from;
    if (isAround(pages)) return;
    place.current?.scrollIntoView({ block: "start" });
    // The button that led here may be gone.
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [pages, isOld]);
  return place;
}

function isAround({ from }: Pages): boolean {
  return from !== null && "around" in from;
}
