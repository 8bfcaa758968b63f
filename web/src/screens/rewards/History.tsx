import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, Hourglass, Undo2 } from "lucide-react";
import { useErrorText } from "@/api/words";
import { myRedemptionsQuery, type Redemption, type RedemptionState } from "@/data/rewards";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { NextPage } from "@/ui/NextPage";
import { Notice } from "@/ui/Notice";
import rows from "@/ui/Rows.module.css";
import { Skeletons } from "@/ui/States";
import styles from "./History.module.css";
import { useText } from "./text";
import { useGiveBack } from "./useGiveBack";

/** What one has redeemed, and what became of it. */
export function History() {
  const text = useText();
  const errorText = useErrorText();
  const found = useInfiniteQuery(myRedemptionsQuery);
  const redemptions = found.data?.pages.flatMap((page) => page.redemptions);
  return (
    <section className={styles.history} aria-labelledby="history">
      <h2 id="history" className={styles.heading}>
        {text("history")}
      </h2>
      {redemptions === undefined && !found.isError && <Skeletons of={found} count={2} shape="line" />}
      {found.isError && <Notice tone="warn">{errorText(found.error)}</Notice>}
      {redemptions?.length === 0 && <p className={styles.nothing}>{text("no-history")}</p>}
      {redemptions !== undefined && redemptions.length > 0 && (
        <ul className={rows.rows}>
          {redemptions.map((redemption) => (
            <li key={redemption.redemption_id}>
              <Row redemption={redemption} />
            </li>
          ))}
        </ul>
      )}
      <NextPage of={found}>{text("earlier")}</NextPage>
    </section>
  );
}

const LOOKS = {
  open: { icon: Hourglass, tone: "accent" },
  fulfilled: { icon: CircleCheck, tone: "good" },
  refunded: { icon: Undo2, tone: "plain" },
} as const satisfies Record<RedemptionState, unknown>;

function Row({ redemption }: { redemption: Redemption }) {
  const text = useText();
  const formats = useFormats();
  const undo = useGiveBack();
  const { state, points, redeemed_at: at, settled_at: settled } = redemption;
  const title = redemption.title ?? text("untitled");
  return (
    <article className={rows.row} aria-label={title}>
      <div className={styles.what}>
        <p className={styles.title}>{title}</p>
        <p className={styles.when}>{text("redeemed-on", { date: formats.date(at), points })}</p>
      </div>
      <Chip {...LOOKS[state]}>{text(`is-${state}`, { date: settled === null ? "" : formats.date(settled) })}</Chip>
      {state === "open" && (
        <Button
          icon={Undo2}
          busy={undo.isPending}
          aria-label={text("give-back-of", { title })}
          onClick={() => undo.giveBack(redemption.redemption_id)}
        >
          {text("give-back")}
        </Button>
      )}
    </article>
  );
}
