import { ExternalLink } from "lucide-react";
import { networkName } from "@/data/networks";
import type { Post } from "@/data/posts";
import { useFormats } from "@/i18n/formats";
import { ButtonAway } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { goingOf } from "./going";
import { type Preview, slotOf } from "./preview";
import { useText } from "./text";

interface Props {
  shown: Preview;
  /** As it is now; undefined while nothing is heard of it. */
  post: Post | undefined;
}

/** How far it is, from waiting for its time to standing on the network. */
export function GoingOut({ shown, post }: Props) {
  const text = useText();
  const formats = useFormats();
  const going = goingOf(post);
  const at = post?.slot_at ?? slotOf(shown)?.at;
  const network = networkName(shown.preview.network);
  if (going === "planned") {
    return (
      <Notice tone="good">
        {at ? text("goes-out", { when: formats.moment(at), network }) : text("goes-out-soon", { network })}
      </Notice>
    );
  }
  if (going !== "out") return <Notice tone={TONES[going]}>{text(`is-${going}`, { network })}</Notice>;
  return (
    <>
      <Notice tone="good">
        {text("is-out", { network })} {shown.points > 0 && text("points-for-it", { points: shown.points })}
      </Notice>
      {post?.link && (
        <p>
          <ButtonAway icon={ExternalLink} href={post.link}>
            {text("see-there")}
          </ButtonAway>
        </p>
      )}
    </>
  );
}

const TONES = { sending: "info", uncertain: "warn", failed: "bad", elsewhere: "info" } as const;
