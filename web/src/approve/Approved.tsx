import { useMutation } from "@tanstack/react-query";
import { ArrowRight, Undo2 } from "lucide-react";
import { useErrorText } from "@/api/words";
import type { Activity } from "@/data/feed";
import { networkName } from "@/data/networks";
import { useFormats } from "@/i18n/formats";
import { Button, ButtonLink } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import styles from "./Approved.module.css";
import { ApprovedByHand } from "./ApprovedByHand";
import { afterwards } from "./afterwards";
import type { Then } from "./Composer";
import { PostText } from "./PostText";
import { slotOf } from "./preview";
import { useTakeBack } from "./takeBack";
import { useText } from "./text";
import type { ApprovedNow } from "./useApprove";

interface Props {
  activity: Activity;
  approved: ApprovedNow;
  then: Then;
}

/** What happens now that it is approved, and how to take it back: as easily. */
export function Approved({ activity, approved, then }: Props) {
  const text = useText();
  const formats = useFormats();
  const errorText = useErrorText();
  const takeBack = useTakeBack(activity);
  const slot = slotOf(approved.preview);
  const { next, onNext, onClose } = then;
  const withdraw = useMutation({
    mutationFn: () => takeBack(approved),
  });
  return (
    <Dialog
      title={text(withdraw.isSuccess ? "withdrawn" : "approved")}
      onClose={onClose}
      after={() => afterwards(activity.activity_id, next)}
    >
      <div className={styles.panel} role="status">
        {withdraw.isSuccess ? (
          <Notice tone="info">{text("withdrawn-words")}</Notice>
        ) : (
          <>
            {activity.by_hand ? (
              <ApprovedByHand approvalId={approved.approvalId} network={activity.network} />
            ) : (
              <Notice tone="good">
                {slot
                  ? text("goes-out", { when: formats.moment(slot.at), network: networkName(activity.network) })
                  : text("goes-out-soon", { network: networkName(activity.network) })}
              </Notice>
            )}
            {approved.preview.preview.text && !activity.by_hand && (
              <blockquote className={styles.words}>
                <PostText text={approved.preview.preview.text} />
              </blockquote>
            )}
            <p className={styles.how}>{text(activity.by_hand ? "take-back-by-hand" : "take-back-how")}</p>
          </>
        )}
        {withdraw.isError && <Notice tone="bad">{errorText(withdraw.error)}</Notice>}
      </div>
      <div className={styles.acts}>
        {next ? (
          <Button look={activity.by_hand ? "soft" : "primary"} icon={ArrowRight} onClick={() => onNext(next)}>
            {text("next")}
          </Button>
        ) : (
          <Button look={activity.by_hand ? "soft" : "primary"} onClick={onClose}>
            {text("done")}
          </Button>
        )}
        <ButtonLink href="/week">{text("to-week")}</ButtonLink>
        {!withdraw.isSuccess && (
          <Button look="quiet" icon={Undo2} busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {text("take-back")}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
