import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, UserSearch } from "lucide-react";
import { useNames } from "@/curate/names";
import { type Audited, type AuditedWords, auditedQuery } from "@/data/audit";
import { keysQuery } from "@/data/keys";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import { ErrorState, Skeletons } from "@/ui/States";
import { useAuthor } from "./author";
import { Checks } from "./Checks";
import { Facts } from "./Facts";
import styles from "./ProofDialog.module.css";
import { Records } from "./Records";
import { save } from "./save";
import { useText } from "./text";
import { type Verdict, verify } from "./verify";
import { Words } from "./Words";

interface Props {
  post: Audited;
  onClose: () => void;
  /** Shows what else this person, who is called so, published. */
  onPerson: (name: string) => void;
}

/** The proof of one post: verified as it opens, with everything that is signed. */
export function ProofDialog({ post, onClose, onPerson }: Props) {
  const text = useText();
  const names = useNames();
  const name = useAuthor()(post);
  const found = useQuery(auditedQuery(post.post_id));
  return (
    <Dialog
      title={text("proof")}
      subtitle={`${name}: ${names.activity(post)}`}
      onClose={onClose}
      footer={
        <div className={styles.acts}>
          <Button icon={Download} onClick={() => save(post)}>
            {text("download")}
          </Button>
          <Button look="quiet" icon={UserSearch} onClick={() => onPerson(name)}>
            {text("all-of", { name })}
          </Button>
        </div>
      }
    >
      {found.isPending && <Skeletons of={found} count={4} shape="line" />}
      {found.isError && <ErrorState error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Proof key={found.dataUpdatedAt} post={found.data} />}
    </Dialog>
  );
}

function Proof({ post }: { post: AuditedWords }) {
  const text = useText();
  const client = useQueryClient();
  const verdict = useQuery({
    queryKey: ["verdict", post],
    queryFn: async () => verify(post, await client.fetchQuery(keysQuery)),
    gcTime: 0,
  });
  return (
    <div className={styles.proof}>
      {verdict.isPending && <Skeletons of={verdict} count={2} shape="line" />}
      {verdict.isError && <ErrorState error={verdict.error} retry={() => void verdict.refetch()} />}
      {verdict.data && <VerdictNotice verdict={verdict.data} />}
      {verdict.data && verdict.data.outcome !== "unsupported" && <Checks results={verdict.data.results} />}
      <Words post={post} />
      <Facts post={post} />
      <Records post={post} />
      <p className={styles.soft}>{text("not-said")}</p>
    </div>
  );
}

const TONES = { proven: "good", wrong: "bad", incomplete: "warn", unsupported: "warn" } as const;

function VerdictNotice({ verdict: { outcome } }: { verdict: Verdict }) {
  const text = useText();
  return (
    <Notice tone={TONES[outcome]} live>
      <strong>{text(outcome)}</strong>
    </Notice>
  );
}
