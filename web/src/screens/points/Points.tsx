import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import { ledgerQuery, pointsQuery } from "@/data/points";
import { type Post, postsQuery } from "@/data/posts";
import { myRedemptionsQuery } from "@/data/rewards";
import { useFormats } from "@/i18n/formats";
import { ButtonLink } from "@/ui/Button";
import { Figures } from "@/ui/Figures";
import { NextPage } from "@/ui/NextPage";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import rows from "@/ui/Rows.module.css";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { EntryRow } from "./EntryRow";
import styles from "./Points.module.css";
import { useText } from "./text";

/** One's own ledger: every movement of points, and why. */
export default function Points() {
  const text = useText();
  const formats = useFormats();
  const me = useQuery(pointsQuery);
  const ledger = useInfiniteQuery(ledgerQuery);
  const posts = usePosts();
  const titles = useTitles();
  const entries = ledger.data?.pages.flatMap((page) => page.entries);

  if (me.data === undefined || entries === undefined) {
    const failed = [me, ledger].find((each) => each.isError);
    return (
      <Page title={text("title")} lead={text("lead")}>
        {failed ? (
          <ErrorState error={failed.error} retry={() => void Promise.all([me.refetch(), ledger.refetch()])} />
        ) : (
          <Skeletons count={4} />
        )}
      </Page>
    );
  }
  const { balance, points, total } = me.data;
  return (
    <Page
      title={text("title")}
      lead={text("lead")}
      aside={<ButtonLink href="/rewards">{text("to-rewards")}</ButtonLink>}
    >
      <Figures
        figures={[
          { label: text("balance"), value: formats.number(balance) },
          { label: text("this-month"), value: formats.number(points) },
          { label: text("all-time"), value: formats.number(total) },
        ]}
      />
      {balance < 0 && <Notice>{text("below-zero")}</Notice>}
      {entries.length === 0 ? (
        <Nothing />
      ) : (
        <section className={styles.section} aria-labelledby="ledger">
          <div>
            <h2 id="ledger">{text("ledger")}</h2>
            <p className={styles.words}>{text("ledger-words")}</p>
          </div>
          <ul className={rows.rows}>
            {entries.map((entry) => (
              <li key={entry.entry_id}>
                <EntryRow
                  entry={entry}
                  post={posts.get(entry.post_id ?? "")}
                  title={titles.get(entry.redemption_id ?? "")}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <NextPage of={ledger}>{text("earlier")}</NextPage>
    </Page>
  );
}

/** One's posts by their ids, as far as they are known. */
function usePosts(): ReadonlyMap<string, Post> {
  const { data } = useQuery(postsQuery);
  return new Map(data?.map((post) => [post.post_id, post]));
}

/** What was redeemed. */
function useTitles(): ReadonlyMap<string, string> {
  const { data } = useInfiniteQuery(myRedemptionsQuery);
  const redemptions = data?.pages.flatMap((page) => page.redemptions) ?? [];
  return new Map(redemptions.flatMap(({ redemption_id: id, title }) => (title === null ? [] : [[id, title]])));
}

function Nothing() {
  const text = useText();
  return (
    <EmptyState
      icon={Sparkles}
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
