import { useMutation, useQueryClient } from "@tanstack/react-query";
import { HandHeart, Undo2 } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { type Redemption, settle } from "@/data/rewards";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import rows from "@/ui/Rows.module.css";
import { useSay } from "@/ui/Toasts";
import styles from "./RedemptionRow.module.css";
import { useText } from "./text";

interface Props {
  redemption: Redemption;
  /** Undefined while it is not known, or where the person was erased. */
  name: string | undefined;
}

type How = "fulfil" | "refund";

interface Wish {
  how: How;
  key: string;
}

/** Who waits for what; handed over or refunded is for good, so the button asks once more in its own place. */
export function RedemptionRow({ redemption, name }: Props) {
  const text = useText();
  const formats = useFormats();
  const client = useQueryClient();
  const say = useSay();
  const [asked, setAsked] = useState<How | null>(null);
  const { redemption_id: id, points, state, redeemed_at: at, settled_at: settled } = redemption;
  const title = redemption.title ?? text("untitled");
  const who = name ?? text("somebody");
  const end = useMutation({
    mutationFn: ({ how, key }: Wish) => settle(id, how, key),
    onSuccess: (_, { how }) => say(text(how === "fulfil" ? "fulfilled" : "refunded", { title, who })),
    onSettled: () => client.invalidateQueries({ queryKey: ["gamification"] }),
  });
  return (
    <article className={rows.row} aria-label={text("of", { title, who })}>
      <div className={styles.what}>
        <p className={styles.title}>{title}</p>
        <p className={styles.who}>{text("who-when", { who, date: formats.date(at), points })}</p>
        {settled !== null && <p className={styles.who}>{text(`settled-${state}`, { date: formats.date(settled) })}</p>}
      </div>
      {state === "open" && asked === null && (
        <div className={styles.acts}>
          <Button icon={HandHeart} onClick={() => setAsked("fulfil")}>
            {text("fulfil")}
          </Button>
          <Button look="quiet" icon={Undo2} onClick={() => setAsked("refund")}>
            {text("refund")}
          </Button>
        </div>
      )}
      {state === "open" && asked !== null && (
        <div className={styles.asked}>
          <p className={styles.who}>{text(`${asked}-words`, { who, points })}</p>
          <div className={styles.acts}>
            <Button
              autoFocus
              look="primary"
              busy={end.isPending}
              onClick={() => end.mutate({ how: asked, key: newKey() })}
            >
              {text(`${asked}-yes`)}
            </Button>
            <Button look="quiet" onClick={() => setAsked(null)}>
              {text("never-mind")}
            </Button>
          </div>
        </div>
      )}
      <ErrorNotice error={end.error} />
    </article>
  );
}
