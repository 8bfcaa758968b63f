import { useMutation } from "@tanstack/react-query";
import { ExternalLink, Plug } from "lucide-react";
import { useState } from "react";
import { beginConnecting, type Network } from "@/data/accounts";
import { Button, ButtonAway } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import styles from "./Accounts.module.css";
import { useText } from "./text";

interface Props {
  network: Network;
  server: string;
  /** Whether the account was connected before. */
  again?: boolean;
}

/** Two steps: which server, then its own page, where the permission is given. This page learns of it by itself. */
export function Connect({ network, server, again = false }: Props) {
  const text = useText();
  const [instance, setInstance] = useState(server);
  const begin = useMutation({ mutationFn: () => beginConnecting(network, instance.trim()) });
  const isEmpty = instance.trim() === "";
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty && !begin.isPending) begin.mutate();
      }}
    >
      <Field label={text("server")} hint={text("server-hint")}>
        {(control) => (
          <input
            {...control}
            value={instance}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={begin.isError || undefined}
            onChange={(event) => {
              setInstance(event.target.value);
              begin.reset();
            }}
          />
        )}
      </Field>
      <ErrorNotice error={begin.error} />
      {begin.isSuccess ? (
        <div className={styles.form} role="status">
          <ButtonAway look="primary" icon={ExternalLink} href={begin.data.authorize_url}>
            {text("go-on")}
          </ButtonAway>
          <p className={styles.soft}>{text("go-on-words")}</p>
        </div>
      ) : (
        <div>
          <Button type="submit" icon={Plug} busy={isEmpty || begin.isPending}>
            {text(again ? "reconnect" : "connect")}
          </Button>
        </div>
      )}
    </form>
  );
}
