import { useQuery } from "@tanstack/react-query";
import { Sprout } from "lucide-react";
import { postsQuery } from "@/data/posts";
import { myResultsQuery } from "@/data/results";
import { ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { AccountFollowers } from "./AccountFollowers";
import { Comparison } from "./Comparison";
import { Posts } from "./Posts";
import styles from "./Results.module.css";
import { useText } from "./text";

/** What came of one's posts, against one's own beginning. Nobody else sees it. */
export default function Results() {
  const text = useText();
  const results = useQuery(myResultsQuery);
  const posts = useQuery(postsQuery);
  if (results.isPending || posts.isPending) {
    return (
      <Page title={text("title")} lead={text("lead")}>
        <Skeletons of={[results, posts]} count={3} />
      </Page>
    );
  }
  const failed = [results, posts].find((query) => query.isError);
  if (results.data === undefined || posts.data === undefined) {
    return (
      <Page title={text("title")} lead={text("lead")}>
        <ErrorState error={failed?.error} retry={() => void Promise.all([results.refetch(), posts.refetch()])} />
      </Page>
    );
  }
  const { engagement, accounts, needed, age_days: days } = results.data;
  const out = posts.data.filter((post) => post.state === "published");
  if (engagement === null && accounts.length === 0 && out.length === 0) {
    return (
      <Page title={text("title")} lead={text("lead")}>
        <Nothing />
      </Page>
    );
  }
  return (
    <Page title={text("title")} lead={text("lead")}>
      <section className={styles.card}>
        <h2>{text("engagement")}</h2>
        <p className={styles.soft}>{text("engagement-is", { days })}</p>
        {engagement ? (
          <Comparison compared={engagement} needed={needed} of="posts" />
        ) : (
          <p>{text("nothing-published")}</p>
        )}
      </section>
      {accounts.map((account) => (
        <AccountFollowers key={account.account_id} account={account} needed={needed} />
      ))}
      <Posts posts={out} />
      <p className={styles.soft}>{text("honest")}</p>
    </Page>
  );
}

function Nothing() {
  const text = useText();
  return (
    <EmptyState
      icon={Sprout}
      title={text("empty")}
      action={
        <ButtonLink look="primary" href="/">
          {text("to-feed")}
        </ButtonLink>
      }
    >
      <p>{text("empty-words")}</p>
    </EmptyState>
  );
}
