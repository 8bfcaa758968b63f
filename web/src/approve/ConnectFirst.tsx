import { Plug } from "lucide-react";
import { ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/States";
import { useText } from "./text";

/** Without an account on the network there is nothing to preview. */
export function ConnectFirst({ network }: { network: string }) {
  const text = useText();
  return (
    <EmptyState
      icon={Plug}
      title={text("connect", { network })}
      action={
        <ButtonLink look="primary" href="/accounts">
          {text("to-accounts")}
        </ButtonLink>
      }
    >
      <p>{text("connect-words", { network })}</p>
    </EmptyState>
  );
}
