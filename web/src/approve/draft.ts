import { useCallback, useMemo, useState } from "react";
import { useMe } from "@/data/person";
import type { Approval, Post } from "@/data/posts";
import { keepAt, readKept } from "@/ui/storage";
import type { Choice } from "./preview";

/** An image that was uploaded, by its digest, with its description. */
export interface Attached {
  hash: string;
  alt: string;
}

/** What somebody is writing: the words, who may see them, the line above them, the images. Empty is the usual. */
export interface Draft {
  text: string;
  /** The language that the words are in; empty where that is the interface's. */
  language: string;
  visibility: string;
  warning: string;
  images: readonly Attached[];
  /** When it goes out; null: whatever has a place, which the preview says. */
  choice: Choice | null;
  /** The moment that was picked; empty where none was. */
  picked: string;
}

/** Kept by whatever release this tab was opened with. */
type Kept = Partial<Draft>;

/** What one person typed and chose, by activity. */
export interface Drafts {
  read: (activityId: string) => Kept | null;
  keep: (activityId: string, draft: Kept) => void;
  forget: (activityId: string) => void;
}

/** What was typed and chosen outlives a reload, an ended session and a broken page, until this tab is closed. */
export function useDrafts(): Drafts {
  const person = useMe()?.person_id ?? "";
  return useMemo(() => {
    const place = (activityId: string) => `restu.post.${person}.${activityId}`;
    return {
      read: (activityId) => readKept(place(activityId)),
      keep: (activityId, draft) => keepAt(place(activityId), draft),
      forget: (activityId) => keepAt(place(activityId), null),
    };
  }, [person]);
}

/** A draft that is kept while it is typed and chosen; it begins with `initial` and nothing besides. */
export function useDraft(activityId: string, initial: Kept): [Draft, (changed: Kept) => void] {
  const { read, keep } = useDrafts();
  const [draft, setDraft] = useState<Draft>(() => ({ ...NOTHING, ...initial, ...read(activityId) }));
  const change = useCallback(
    (changed: Kept) =>
      setDraft((before) => {
        const now = { ...before, ...changed };
        keep(activityId, now);
        return now;
      }),
    [activityId, keep],
  );
  return [draft, change];
}

const NOTHING: Draft = { text: "", language: "", visibility: "", warning: "", images: [], choice: null, picked: "" };

type Opening = Readonly<Record<string, unknown>>;

/** What was approved before, to go on from: the words where they are known, and always when it was to go out. */
export function draftAgain(opening: Opening | null, approval: Approval, post: Post | undefined): Kept {
  return { ...(opening && chosenIn(opening)), ...timeOf(approval, post) };
}

/**
 * A post that has its place already keeps it: to be spread anew might be another day. What was for now is for whatever
 * has a place now.
 */
function timeOf(
  { choice, picked_at: picked, state }: Approval,
  post: Post | undefined,
): Pick<Draft, "choice" | "picked"> {
  const place = state === "standing" ? (post?.slot_at ?? "") : "";
  if (choice === "pick") return { choice, picked: picked ?? "" };
  if (choice !== "drip") return { choice: null, picked: "" };
  return place === "" ? { choice, picked: "" } : { choice: "pick", picked: place };
}

/** All that somebody chose of what an opening would publish. */
export function chosenIn({ text, language, visibility, content_warning: warning, media }: Opening) {
  return {
    text: told(text),
    language: told(language),
    visibility: told(visibility),
    warning: told(warning),
    images: Array.isArray(media) ? media.filter(isAttached) : [],
  };
}

function told(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isAttached(value: unknown): value is Attached {
  if (typeof value !== "object" || value === null) return false;
  return typeof Reflect.get(value, "hash") === "string" && typeof Reflect.get(value, "alt") === "string";
}
