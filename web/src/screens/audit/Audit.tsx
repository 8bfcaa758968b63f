import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { ScrollText, SearchX, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { type Audited, auditQuery, type Only } from "@/data/audit";
import { keysQuery } from "@/data/keys";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { NextPage } from "@/ui/NextPage";
import { Page } from "@/ui/Page";
import rows from "@/ui/Rows.module.css";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { AuditRow } from "./AuditRow";
import { Filters } from "./Filters";
import { ProofDialog } from "./ProofDialog";
import { useText } from "./text";
import { VerdictOfAll } from "./VerdictOfAll";
import { verify } from "./verify";

const EVERYTHING: Only = { network: null, state: null, advocate_id: null };

/** Everything that went out, for whoever examines it: found, and verified without trusting anybody's word. */
export default function Audit() {
  const text = useText();
  const [only, setOnly] = useState(EVERYTHING);
  const [person, setPerson] = useState("");
  const [open, setOpen] = useState<Audited | null>(null);
  const query = useInfiniteQuery(auditQuery(only));
  const posts = query.data?.pages.flatMap((page) => page.posts);
  const all = useVerifyAll();
  const choose = (chosen: Only) => {
    setOnly(chosen);
    all.reset();
  };
  const chooseAuthor = (chosen: Only, name: string) => {
    setPerson(name);
    choose(chosen);
  };
  return (
    <Page
      wide
      title={text("title")}
      lead={text("lead")}
      aside={
        posts &&
        posts.length > 0 && (
          <Button look="primary" icon={ShieldCheck} busy={all.isPending} onClick={() => all.mutate(posts)}>
            {text("verify-all", { count: posts.length })}
          </Button>
        )
      }
    >
      <Filters
        only={only}
        person={person}
        onChange={choose}
        onPerson={(personId, name) => chooseAuthor({ ...only, advocate_id: personId }, name)}
      />
      {all.data && all.variables && <VerdictOfAll posts={all.variables} outcomes={all.data} />}
      <ErrorNotice error={all.error} />
      {query.isPending && <Skeletons count={6} shape="line" />}
      {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {posts?.length === 0 && <Nothing isSearch={only !== EVERYTHING} clear={() => choose(EVERYTHING)} />}
      {posts && posts.length > 0 && (
        <ul className={rows.rows}>
          {posts.map((post) => (
            <li key={post.post_id}>
              <AuditRow post={post} outcome={all.data?.get(post.post_id)} onVerify={() => setOpen(post)} />
            </li>
          ))}
        </ul>
      )}
      <NextPage of={query}>{text("earlier")}</NextPage>
      {open && (
        <ProofDialog
          key={open.post_id}
          post={open}
          onClose={() => setOpen(null)}
          onPerson={(name) => {
            setOpen(null);
            chooseAuthor({ ...EVERYTHING, advocate_id: open.advocate_id }, name);
          }}
        />
      )}
    </Page>
  );
}

/** What is shown, verified at one press: the outcome of each by its id. */
function useVerifyAll() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (posts: readonly Audited[]) => {
      const keys = await client.fetchQuery(keysQuery);
      const verdicts = posts.map(async (post) => [post.post_id, (await verify(post, keys)).outcome] as const);
      return new Map(await Promise.all(verdicts));
    },
  });
}

function Nothing({ isSearch, clear }: { isSearch: boolean; clear: () => void }) {
  const text = useText();
  if (isSearch) {
    return (
      <EmptyState icon={SearchX} title={text("none-found")} action={<Button onClick={clear}>{text("clear")}</Button>}>
        <p>{text("none-found-words")}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={ScrollText} title={text("empty")}>
      <p>{text("empty-words")}</p>
    </EmptyState>
  );
}
