import { Check } from "lucide-react";
import { useRef, useState } from "react";
import type { Account } from "@/data/accounts";
import { type Activity, standing } from "@/data/feed";
import { networkName } from "@/data/networks";
import { useFormats } from "@/i18n/formats";
import { useLanguage } from "@/i18n/language";
import { fromWallClock, toWallClock } from "@/i18n/wall-clock";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { AccountChoice } from "./AccountChoice";
import type { Start } from "./ApproveDialog";
import { Approved } from "./Approved";
import { AskedBy } from "./AskedBy";
import styles from "./Composer.module.css";
import { type Draft, useDraft } from "./draft";
import { Extras } from "./Extras";
import { hasWords } from "./kinds";
import { PreviewPane } from "./PreviewPane";
import { type Choice, isApprovable, slotOf, usePreview, type Wish } from "./preview";
import { useText } from "./text";
import { useApprove } from "./useApprove";
import { When } from "./When";
import { Words } from "./Words";

const HOUR = 60 * 60_000;

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
  const formats = useFormats();
  const field = useRef<HTMLTextAreaElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { wish, draft, change, choice, setChoice, picked, setPicked, setAccountId } = useWish(activity, accounts);
  const preview = usePreview(wish, activity);
  const approval = useApprove(activity, standing(activity, wish.account_id));
  const worded = hasWords(activity.kind);
  const shown = preview.isCurrent && isApprovable(preview.data) ? preview.data : undefined;
  const later = shown?.not_now ? slotOf(shown) : null;
  const approve = () => shown && approval.mutate(shown);

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
            {text("nothing-before")} <span className={styles.key}>{text("by-key")}</span>{" "}
            {later && text("goes-later", { when: formats.moment(later.at) })}
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
          {worded && (
            <Words
              activity={activity}
              field={field}
              value={draft.text}
              onChange={(typed) => change({ text: typed })}
              preview={preview}
            />
          )}
          <Extras activity={activity} draft={draft} onChange={change} preview={preview} />
        </div>
        <PreviewPane preview={preview} />
        <When
          kind={activity.kind}
          byHand={activity.by_hand}
          chosen={choice}
          onChoice={setChoice}
          picked={picked}
          onPicked={setPicked}
          preview={preview}
        />
      </form>
    </Dialog>
  );
}

/** What the person wishes to see; what was typed is kept. */
function useWish(activity: Activity, accounts: readonly Account[]) {
  const { language } = useLanguage();
  const { zone } = useFormats();
  const [accountId, setAccountId] = useState(accounts[0]?.account_id ?? null);
  const [draft, change] = useDraft(activity.activity_id, suggestion(activity, language));
  const [choice, setChoice] = useState<Choice | null>(null);
  const [inAnHour] = useState(() => Date.now() + HOUR);
  const [typed, setPicked] = useState<string | null>(null);
  const picked = typed ?? toWallClock(inAnHour, zone);
  const wish: Wish = {
    activity_id: activity.activity_id,
    account_id: accountId,
    language: activity.content?.language || language,
    choice,
    picked_at: choice === "pick" && picked ? fromWallClock(picked, zone) : null,
    text: hasWords(activity.kind) ? draft.text : "",
    ...extrasOf(draft, activity.extras),
  };
  return { wish, draft, change, choice, setChoice, picked, setPicked, setAccountId };
}

/** Of what was chosen, what the network has for this; nothing is the network's usual. */
function extrasOf(draft: Draft, { visibilities, content_warning: warns, images }: Activity["extras"]) {
  return {
    visibility: visibilities.includes(draft.visibility) ? draft.visibility : "",
    content_warning: warns ? draft.warning : "",
    media: draft.images.slice(0, images),
  };
}

/** The words to start from: the suggested message in the person's language, else the first. */
function suggestion(activity: Activity, language: string): string {
  const messages = activity.content?.messages ?? [];
  return (messages.find((message) => message.language === language) ?? messages[0])?.text ?? "";
}
