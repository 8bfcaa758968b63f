import { useInfiniteQuery } from "@tanstack/react-query";
import { FileCheck } from "lucide-react";
import { approvalsQuery } from "@/data/posts";
import { ButtonLink } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { ReceiptRow } from "./ReceiptRow";
import styles from "./Receipts.module.css";
import { useText } from "./text";

/** Every approval that one gave, signed: to keep, and to verify without trusting anybody's word. */
export default function Receipts() {
  const text = useText();
  const approvals = useInfiniteQuery(approvalsQuery);
  const given = approvals.data?.pages.flatMap((page) => page.approvals);
  return (
    <Page title={text("title")} lead={text("lead")}>
      {approvals.isPending && <Skeletons of={approvals} count={3} />}
      {approvals.isError && <ErrorState error={approvals.error} retry={() => void approvals.refetch()} />}
      {given?.length === 0 && <Nothing />}
      {given && given.length > 0 && (
        <>
          <ul className={styles.list}>
            {given.map((approval) => (
              <li key={approval.approval_id}>
                <ReceiptRow approval={approval} />
              </li>
            ))}
          </ul>
          <NextPage of={approvals}>{text("earlier")}</NextPage>
        </>
      )}
    </Page>
  );
}

function Nothing() {
  const text = useText();
  return (
    <EmptyState
      icon={FileCheck}
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
