import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleSlash, Unplug } from "lucide-react";
import { newKey } from "@/api/client";
import { type Account, accountsQuery, disconnect } from "@/data/accounts";
import { approvalsQuery } from "@/data/posts";
import { useFormats } from "@/i18n/formats";
import { AskOnce } from "@/ui/AskOnce";
import { Chip } from "@/ui/Chip";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Network } from "@/ui/Network";
import { useSay } from "@/ui/Toasts";
import styles from "./Accounts.module.css";
import { Connect } from "./Connect";
import { useText } from "./text";
import { waitingOn } from "./waiting";

/** One account: whether it is connected, and if not, why and how it is again. */
export function AccountRow({ account }: { account: Account }) {
  const text = useText();
  const formats = useFormats();
  const { connected, handle, network, server, connected_at: since, disconnected_at: until } = account;
  return (
    <article className={styles.card}>
      <header className={styles.head}>
        <Network network={network} />
        <Chip tone={connected ? "good" : "plain"} icon={connected ? CircleCheck : CircleSlash}>
          {text(connected ? "connected" : "not-connected")}
        </Chip>
      </header>
      <p className={styles.handle}>{handle ?? text("no-handle")}</p>
      <p className={styles.soft}>
        {connected || until === null
          ? text("since", { when: formats.date(since) })
          : text(endOf(account.disconnected_because), { when: formats.date(until) })}
      </p>
      {connected ? <Disconnect account={account} /> : <Connect network={network} server={server ?? ""} again />}
    </article>
  );
}

/** Why it ended, where that is known to matter to its owner. */
function endOf(reason: string | null): "until-asked" | "until-revoked" | "until-restored" | "until" {
  if (reason === "disconnected") return "until-asked";
  if (reason === "token-revoked") return "until-revoked";
  return reason === "restored" ? "until-restored" : "until";
}

/** What waits on an account ends with it and does not come back by connecting again: so it asks. */
function Disconnect({ account: { account_id: accountId } }: { account: Account }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const approvals = useInfiniteQuery(approvalsQuery);
  const count = waitingOn(approvals.data?.pages.flatMap((page) => page.approvals) ?? [], accountId);
  const part = useMutation({
    mutationFn: ({ key }: { key: string; ended: number }) => disconnect(accountId, key),
    onSuccess: async (_, { ended }) => {
      say(text("disconnected", { count: ended }));
      await client.invalidateQueries({ queryKey: accountsQuery.queryKey });
    },
  });
  const isAll = approvals.isSuccess && !approvals.hasNextPage;
  return (
    <div className={styles.acts}>
      <AskOnce
        icon={Unplug}
        label={text("disconnect")}
        sure={text("disconnect-sure")}
        keep={text("disconnect-not")}
        busy={part.isPending}
        onSure={() => part.mutate({ key: newKey(), ended: count })}
      >
        {isAll ? text("ends-with-it", { count }) : text("all-ends-with-it")} {text("disconnect-words")}
      </AskOnce>
      <ErrorNotice error={part.error} />
    </div>
  );
}
