import { useMutation, useQuery } from "@tanstack/react-query";
import { ArrowRight, Undo2 } from "lucide-react";
import type { Activity } from "@/data/feed";
import { postsQuery } from "@/data/posts";
import { Button, ButtonLink } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import styles from "./Approved.module.css";
import { ApprovedByHand } from "./ApprovedByHand";
import { afterwards } from "./afterwards";
import type { Then } from "./Composer";
import { GoingOut } from "./GoingOut";
import { canTakeBack, goingOf } from "./going";
import { Opened } from "./Opened";
import { PostText } from "./PostText";
import { useTakeBack } from "./takeBack";
import { useText } from "./text";
import type { ApprovedNow } from "./useApprove";

interface Props {
  activity: Activity;
  approved: ApprovedNow;
  then: Then;
}

/** What happens now that it is approved, as it happens, and how to take it back: as easily, for as long as one can. */
export function Approved({ activity, approved, then }: Props) {
  const text = useText();
  const takeBack = useTakeBack(activity);
  const withdraw = useMutation({ mutationFn: () => takeBack(approved) });
  const post = useQuery(postsQuery).data?.find((each) => each.approval_id === approved.approvalId);
  const isOpen = canTakeBack(goingOf(post));
  const { next, onNext, onClose } = then;
  return (
    <Dialog
      title={text(withdraw.data === "withdrawn-words" ? "withdrawn" : "approved")}
      onClose={onClose}
      after={() => afterwards(activity.activity_id, next)}
    >
      <div className={styles.panel} role="status">
        {withdraw.data ? (
          <Notice tone="info">{text(withdraw.data)}</Notice>
        ) : (
          <>
            {activity.by_hand ? (
              <ApprovedByHand approvalId={approved.approvalId} network={activity.network} />
            ) : (
              <>
                <GoingOut shown={approved.preview} post={post} />
                <What approved={approved} />
              </>
            )}
            <p className={styles.how}>
              {text(activity.by_hand ? "take-back-by-hand" : isOpen ? "take-back-how" : "take-down-how")}
            </p>
          </>
        )}
        <ErrorNotice error={withdraw.error} />
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
        {isOpen && !withdraw.isSuccess && (
          <Button look="quiet" icon={Undo2} busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {text("take-back")}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

/** All that was approved; of what is done to somebody else's post, what it is done to. */
function What({ approved: { preview: shown } }: { approved: ApprovedNow }) {
  const words = shown.preview.text || shown.target?.text || shown.preview.target;
  return (
    <Opened opening={{ ...shown.preview }}>
      {words && (
        <blockquote className={styles.words}>
          <PostText text={words} />
        </blockquote>
      )}
    </Opened>
  );
}
