import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { namesQuery } from "@/data/people";
import { type RedemptionState, redemptionsQuery } from "@/data/rewards";
import { Choices } from "@/ui/Choices";
import { NextPage } from "@/ui/NextPage";
import { Notice } from "@/ui/Notice";
import rows from "@/ui/Rows.module.css";
import { ErrorState, Skeletons } from "@/ui/States";
import styles from "./ManageRewards.module.css";
import { RedemptionRow } from "./RedemptionRow";
import { useText } from "./text";

const STATES = ["open", "fulfilled", "refunded"] as const satisfies readonly RedemptionState[];

/** What was redeemed: first of all what waits to be handed over, whoever waits longest first. */
export function Redemptions() {
  const text = useText();
  const [state, setState] = useState<RedemptionState>("open");
  const found = useInfiniteQuery(redemptionsQuery(state));
  const redemptions = found.data?.pages.flatMap((page) => page.redemptions);
  const names = useQuery(namesQuery(redemptions?.map((redemption) => redemption.advocate_id) ?? []));
  return (
    <section className={styles.section} aria-labelledby="redemptions">
      <h2 id="redemptions">{text("redemptions")}</h2>
      <Choices
        label={text("show")}
        choices={STATES.map((value) => ({ value, label: text(`show-${value}`) }))}
        value={state}
        onChange={setState}
      />
      {redemptions === undefined &&
        (found.isError ? (
          <ErrorState error={found.error} retry={() => void found.refetch()} />
        ) : (
          <Skeletons of={found} count={3} shape="line" />
        ))}
      {names.isError && <Notice tone="warn">{text("no-names")}</Notice>}
      {redemptions?.length === 0 && <p>{text(`none-${state}`)}</p>}
      {redemptions !== undefined && redemptions.length > 0 && (
        <ul className={rows.rows}>
          {redemptions.map((redemption) => (
            <li key={redemption.redemption_id}>
              <RedemptionRow redemption={redemption} name={names.data?.get(redemption.advocate_id)} />
            </li>
          ))}
        </ul>
      )}
      <NextPage of={found}>{text("later")}</NextPage>
    </section>
  );
}
