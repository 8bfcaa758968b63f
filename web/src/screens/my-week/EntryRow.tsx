import { useQuery } from "@tanstack/react-query";
import type { LucideIcon } from "lucide-react";
import { CalendarClock, CircleAlert, CircleCheck, CircleHelp, CircleSlash, Hand, LoaderCircle } from "lucide-react";
import { Opened } from "@/approve/Opened";
import { PostText } from "@/approve/PostText";
import { receiptQuery, targetOf, wordsOf } from "@/data/posts";
import { Aim } from "@/deed/Aim";
import { useDeeds } from "@/deed/deeds";
import { useFormats } from "@/i18n/formats";
import { Clamped } from "@/ui/Clamped";
import { Network } from "@/ui/Network";
import { Skeletons } from "@/ui/States";
import { Acts } from "./Acts";
import styles from "./EntryRow.module.css";
import { type Entry, isCutOff, type Standing } from "./entries";
import { reasonOf } from "./reasons";
import { useText } from "./text";

const ICONS: Readonly<Record<Standing, LucideIcon>> = {
  planned: CalendarClock,
  sending: LoaderCircle,
  "to-hand-over": Hand,
  said: LoaderCircle,
  "handed-over": CircleCheck,
  out: CircleCheck,
  removing: LoaderCircle,
  "still-there": CircleAlert,
  removed: CircleSlash,
  failed: CircleAlert,
  uncertain: CircleHelp,
  "not-there": CircleSlash,
  ended: CircleSlash,
  unknown: CircleHelp,
};

/** A disclosure and the line after it are two of them. */
const LINES = 5;

/** One approval: where it stands in plain words, what exactly was approved, and what can be done. */
export function EntryRow({ entry }: { entry: Entry }) {
  const { approval, post, standing } = entry;
  const text = useText();
  const formats = useFormats();
  const Icon = ICONS[standing];
  const deeds = useDeeds();
  const reason = reasonOf(entry);
  const kind = approval.kind ?? post?.kind ?? "";
  const network = approval.network ?? post?.network ?? "";
  return (
    <article className={styles.entry} data-standing={standing}>
      <header className={styles.head}>
        <p className={styles.state}>
          <Icon aria-hidden size={18} />
          <strong>{text(headline(entry), { when: formats.moment(entry.at) })}</strong>
        </p>
        <Network network={network}>{deeds.on(kind, network)}</Network>
      </header>
      {standing !== "to-hand-over" && <Approved approvalId={approval.approval_id} kind={kind} network={network} />}
      {reason && (
        <p className={styles.reason}>{text(reason, { when: post?.retry_at ? formats.moment(post.retry_at) : "" })}</p>
      )}
      <Acts entry={entry} />
    </article>
  );
}

interface ApprovedProps {
  approvalId: string;
  kind: string;
  network: string;
}

/** What the receipt opens to: exactly what was approved. */
function Approved({ approvalId, kind, network }: ApprovedProps) {
  const receipt = useQuery(receiptQuery(approvalId));
  if (receipt.isPending) return <Skeletons of={receipt} count={1} shape="line" />;
  if (!receipt.data?.opening) return null;
  const words = wordsOf(receipt.data);
  return (
    <>
      <Aim kind={kind} network={network} target={targetOf(receipt.data)} />
      <Opened opening={receipt.data.opening}>
        {words && (
          <Clamped lines={LINES}>
            <PostText text={words} />
          </Clamped>
        )}
      </Opened>
    </>
  );
}

type Headline =
  | `is-${Standing}`
  | "is-waiting"
  | "is-being-withdrawn"
  | "is-withdrawn"
  | "is-replaced"
  | "is-reported"
  | "is-cut-off";

function headline(entry: Entry): Headline {
  const { approval, post, standing } = entry;
  if ((standing === "sending" || standing === "said") && approval.withdrawal_noted) return "is-being-withdrawn";
  if (standing === "planned" && post === undefined) return "is-waiting";
  if (approval.state === "withdrawn") return approval.replaced_by ? "is-replaced" : "is-withdrawn";
  if (approval.state === "reported") return "is-reported";
  return isCutOff(entry) ? "is-cut-off" : `is-${standing}`;
}
