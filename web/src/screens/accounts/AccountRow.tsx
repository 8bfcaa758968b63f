import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleSlash, Unplug } from "lucide-react";
import { newKey } from "@/api/client";
import { type Account, accountsQuery, disconnect } from "@/data/accounts";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Network } from "@/ui/Network";
import styles from "./Accounts.module.css";
import { Connect } from "./Connect";
import { useText } from "./text";

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

function Disconnect({ account }: { account: Account }) {
  const text = useText();
  const client = useQueryClient();
  const part = useMutation({
    mutationFn: (key: string) => disconnect(account.account_id, key),
    onSuccess: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
  return (
    <div>
      <Button look="danger" icon={Unplug} busy={part.isPending} onClick={() => part.mutate(newKey())}>
        {text("disconnect")}
      </Button>
      <p className={styles.soft}>{text("disconnect-words")}</p>
      <ErrorNotice error={part.error} />
    </div>
  );
}
