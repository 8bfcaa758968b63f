import { Check } from "lucide-react";
import { useRef } from "react";
import type { Account } from "@/data/accounts";
import { type Activity, standing } from "@/data/feed";
import { networkName } from "@/data/networks";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { AccountChoice } from "./AccountChoice";
import type { Start } from "./ApproveDialog";
import { Approved } from "./Approved";
import { AskedBy } from "./AskedBy";
import styles from "./Composer.module.css";
import { Extras } from "./Extras";
import { hasWords } from "./kinds";
import { PreviewPane } from "./PreviewPane";
import { isApprovable, usePreview } from "./preview";
import { useText } from "./text";
import { useApprove } from "./useApprove";
import { When } from "./When";
import { Words } from "./Words";
import { useWish } from "./wish";

export interface Then {
  next: string | undefined;
  onNext: (activityId: string) => void;
  onClose: () => void;
}

interface Props {
  activity: Activity;
  accounts: readonly Account[];
  start: Start;
  then: Then;
}

/** One's own words beside what they would look like, and the one button that approves exactly that. */
export function Composer({ activity, accounts, start, then }: Props) {
  const text = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { wish, draft, change, choose, setAccountId } = useWish(activity, accounts);
  const preview = usePreview(wish, activity);
  const approval = useApprove(activity, standing(activity, wish.account_id));
  const worded = hasWords(activity.kind);
  const shown = preview.isCurrent && isApprovable(preview.data) ? preview.data : undefined;
  const approve = () => shown && approval.mutate({ preview: shown, draft });

  if (approval.isSuccess) return <Approved activity={activity} approved={approval.data} then={then} />;
  return (
    <Dialog
      title={activity.content?.title || text("title")}
      subtitle={text(activity.by_hand ? "subtitle-by-hand" : worded ? "subtitle" : "subtitle-plain", {
        network: networkName(activity.network),
      })}
      onClose={then.onClose}
      wide
      focus={start === "edit" && worded ? field : button}
      footer={
        <div className={styles.footer}>
          <ErrorNotice error={approval.error} />
          <Button
            ref={button}
            look="primary"
            icon={Check}
            className={styles.approve}
            busy={!shown || approval.isPending}
            onClick={approve}
          >
            {text(
              approval.isPending ? "approving" : approval.replaces ? "replace" : worded ? "approve" : "approve-plain",
            )}
          </Button>
          <p className={styles.note}>
            {text("nothing-before")} <span className={styles.key}>{text("by-key")}</span>
          </p>
        </div>
      }
    >
      <form
        className={styles.columns}
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) approve();
        }}
      >
        <div className={styles.words}>
          <AskedBy activity={activity} />
          {accounts.length > 1 && (
            <AccountChoice accounts={accounts} value={wish.account_id ?? ""} onChange={setAccountId} />
          )}
          {worded && <Words activity={activity} field={field} value={draft.text} onChange={change} preview={preview} />}
          <Extras activity={activity} draft={draft} onChange={change} preview={preview} />
        </div>
        <PreviewPane preview={preview} />
        <When
          kind={activity.kind}
          byHand={activity.by_hand}
          chosen={draft.choice}
          onChoice={choose}
          picked={draft.picked}
          onPicked={(picked) => change({ picked })}
          preview={preview}
        />
      </form>
    </Dialog>
  );
}
