import { networkName } from "@/data/networks";
import type { Followers } from "@/data/results";
import { Comparison } from "./Comparison";
import { FollowersChart } from "./FollowersChart";
import styles from "./Results.module.css";
import { useText } from "./text";

/** How many follow one account, week by week, and by how many more each week. */
export function AccountFollowers({ account, needed }: { account: Followers; needed: number }) {
  const text = useText();
  const { network, handle, counted, a_week: aWeek } = account;
  return (
    <section className={styles.card}>
      <h2>{text("followers", { network: network ? networkName(network) : "" })}</h2>
      {handle && <p className={styles.soft}>{handle}</p>}
      {counted.length === 0 ? <p>{text("not-counted")}</p> : <FollowersChart counted={counted} />}
      {aWeek && (
        <>
          <h3>{text("a-week")}</h3>
          <Comparison compared={aWeek} needed={needed} of="weeks" />
        </>
      )}
    </section>
  );
}
