import { useRef } from "react";
import type { Account } from "@/data/accounts";
import { type Activity, isDone } from "@/data/feed";
import { networkName } from "@/data/networks";
import { isKind } from "@/data/rules";
import { Dialog } from "@/ui/Dialog";
import { AccountChoice } from "./AccountChoice";
import { ApproveBar } from "./ApproveBar";
import type { Start } from "./ApproveDialog";
import { Approved } from "./Approved";
import { AskedBy } from "./AskedBy";
import styles from "./Composer.module.css";
import { Extras } from "./Extras";
import { gateOf } from "./gate";
import { hasWords } from "./kinds";
import { useLook } from "./look";
import { PreviewPane } from "./PreviewPane";
import { usePreview } from "./preview";
import { useText } from "./text";
import { useApprove, useIsApproving } from "./useApprove";
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

/**
 * One's own words beside what they would look like, and the one button that approves exactly that. While it is being
 * approved nothing can be changed: what is on its way is what is shown.
 */
export function Composer({ activity, accounts, start, then }: Props) {
  const text = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isHeld = useIsApproving(activity);
  const { wish, draft, change, choose, setAccountId } = useWish(activity, accounts, isHeld);
  const preview = usePreview(wish, activity);
  const look = useLook(wish, preview);
  const gate = gateOf(preview, look, isDone(activity, wish.account_id));
  const approval = useApprove(activity, wish.account_id);
  const worded = hasWords(activity.kind);
  const title = activity.content?.title;
  const approve = () => gate.preview && approval.approve({ preview: gate.preview, draft });

  // On a phone a field that has the focus brings a keyboard, which covers what would be published.
  const focus = start === "approve" || !worded ? button : isTouched() ? undefined : field;

  if (approval.data) return <Approved activity={activity} approved={approval.data} then={then} />;
  return (
    <Dialog
      title={title && isKind(activity.kind) ? text(`title-${activity.kind}`, { title }) : title || text("title")}
      subtitle={text(activity.by_hand ? "subtitle-by-hand" : worded ? "subtitle" : "subtitle-plain", {
        network: networkName(activity.network),
      })}
      onClose={then.onClose}
      wide
      focus={focus}
      footer={
        <ApproveBar
          button={button}
          gate={gate}
          look={look}
          approval={approval}
          isHeld={isHeld}
          isWorded={worded}
          onApprove={approve}
        />
      }
    >
      <form
        className={styles.columns}
        data-held={isHeld || undefined}
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          // A key that is held since before the preview came decides nothing.
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) approve();
        }}
      >
        <div className={styles.words}>
          <AskedBy activity={activity} />
          {accounts.length > 1 && (
            <AccountChoice accounts={accounts} value={wish.account_id ?? ""} onChange={setAccountId} />
          )}
          {worded && (
            <Words
              activity={activity}
              field={field}
              value={draft}
              language={wish.language}
              onChange={change}
              isHeld={isHeld}
              preview={preview}
            />
          )}
          <Extras activity={activity} draft={draft} onChange={change} preview={preview} />
        </div>
        <PreviewPane preview={preview} look={look} />
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

function isTouched(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
