import { useQuery } from "@tanstack/react-query";
import { accountsQuery } from "@/data/accounts";
import { Page } from "@/ui/Page";
import { ErrorState, Skeletons } from "@/ui/States";
import { AccountRow } from "./AccountRow";
import styles from "./Accounts.module.css";
import { Connect } from "./Connect";
import { shown } from "./shown";
import { useText } from "./text";

/** The accounts on networks that Restu may publish with, once each post is approved. */
export default function Accounts() {
  const text = useText();
  const accounts = useQuery(accountsQuery);
  return (
    <Page title={text("title")} lead={text("lead")}>
      {accounts.isPending && <Skeletons count={2} />}
      {accounts.isError && <ErrorState error={accounts.error} retry={() => void accounts.refetch()} />}
      {accounts.data?.length === 0 && <p>{text("empty")}</p>}
      {accounts.data && (
        <>
          <ul className={styles.list}>
            {shown(accounts.data).map((account) => (
              <li key={account.account_id}>
                <AccountRow account={account} />
              </li>
            ))}
          </ul>
          <section className={styles.card}>
            <h2>{text("connect-new")}</h2>
            <Connect network="mastodon" server="" />
            <p className={styles.soft}>{text("others")}</p>
          </section>
        </>
      )}
    </Page>
  );
}
