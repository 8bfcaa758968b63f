import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, ShieldCheck } from "lucide-react";
import { useErrorText } from "@/api/words";
import { Opened } from "@/approve/Opened";
import { keysQuery } from "@/data/keys";
import { type Approval, type Receipt, receiptQuery, targetOf, wordsOf } from "@/data/posts";
import { Aim } from "@/deed/Aim";
import { useDeeds } from "@/deed/deeds";
import { useFormats } from "@/i18n/formats";
import { download } from "@/proof/download";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Network } from "@/ui/Network";
import { Skeletons } from "@/ui/States";
import styles from "./Receipts.module.css";
import { useText } from "./text";
import { VerdictNotice } from "./VerdictNotice";
import { verify } from "./verify";

/** One approval with its receipt: what it opens to, to download, to verify. */
export function ReceiptRow({ approval }: { approval: Approval }) {
  const text = useText();
  const formats = useFormats();
  const errorText = useErrorText();
  const deeds = useDeeds();
  const { kind, network } = approval;
  const receipt = useQuery(receiptQuery(approval.approval_id));
  return (
    <article className={styles.receipt}>
      <header className={styles.head}>
        <strong>{text("approved", { when: formats.moment(approval.approved_at) })}</strong>
        {network && <Network network={network}>{deeds.on(kind ?? "", network)}</Network>}
      </header>
      {receipt.isPending && <Skeletons count={1} shape="line" />}
      {receipt.isError && <p className={styles.soft}>{errorText(receipt.error)}</p>}
      {receipt.data && (
        <>
          {network && <Aim kind={kind ?? ""} network={network} target={targetOf(receipt.data)} />}
          <Shown receipt={receipt.data} />
          <Acts receipt={receipt.data} approvalId={approval.approval_id} />
        </>
      )}
    </article>
  );
}

function Shown({ receipt }: { receipt: Receipt }) {
  const text = useText();
  const words = wordsOf(receipt);
  if (receipt.opening === null) return <p className={styles.soft}>{text("erased")}</p>;
  return (
    <Opened opening={receipt.opening}>
      {words ? <p className={styles.words}>{words}</p> : <p className={styles.soft}>{text("no-words")}</p>}
    </Opened>
  );
}

function Acts({ receipt, approvalId }: { receipt: Receipt; approvalId: string }) {
  const text = useText();
  const client = useQueryClient();
  const check = useMutation({ mutationFn: async () => verify(receipt, await client.fetchQuery(keysQuery)) });
  return (
    <>
      <div className={styles.acts}>
        <Button icon={ShieldCheck} busy={check.isPending} onClick={() => check.mutate()}>
          {text("verify")}
        </Button>
        <Button look="quiet" icon={Download} onClick={() => download(receipt, `restu-receipt-${approvalId}.json`)}>
          {text("download")}
        </Button>
      </div>
      {check.isSuccess && <VerdictNotice verdict={check.data} />}
      <ErrorNotice error={check.error} />
    </>
  );
}
