import { useCallback, useMemo, useState } from "react";
import { useMe } from "@/data/person";

/** An image that was uploaded, by its digest, with its description. */
export interface Attached {
  hash: string;
  alt: string;
}

/** What somebody is writing: the words, who may see them, the line above them, the images. Empty is the usual. */
export interface Draft {
  text: string;
  visibility: string;
  warning: string;
  images: readonly Attached[];
}

/** What one person typed, by activity. */
export interface Drafts {
  read: (activityId: string) => Draft | null;
  keep: (activityId: string, draft: Draft) => void;
  forget: (activityId: string) => void;
}

/** What was typed outlives a reload, an ended session and a broken page, until this tab is closed. */
export function useDrafts(): Drafts {
  const person = useMe()?.person_id ?? "";
  return useMemo(() => {
    const place = (activityId: string) => `restu.post.${person}.${activityId}`;
    return {
      read: (activityId) => JSON.parse(sessionStorage.getItem(place(activityId)) ?? "null"),
      keep: (activityId, draft) => sessionStorage.setItem(place(activityId), JSON.stringify(draft)),
      forget: (activityId) => sessionStorage.removeItem(place(activityId)),
    };
  }, [person]);
}

/** A draft that is kept while it is typed; it begins with `initial` words and nothing besides. */
export function useDraft(activityId: string, initial: string): [Draft, (changed: Partial<Draft>) => void] {
  const { read, keep } = useDrafts();
  const [draft, setDraft] = useState(() => read(activityId) ?? written(initial));
  const change = useCallback(
    (changed: Partial<Draft>) =>
      setDraft((before) => {
        const now = { ...before, ...changed };
        keep(activityId, now);
        return now;
      }),
    [activityId, keep],
  );
  return [draft, change];
}

type Opening = Readonly<Record<string, unknown>>;

/** The draft that a preview or a receipt shows, to go on from; null where it has no words. */
export function draftOf(opening: Opening | null): Draft | null {
  const draft = chosenIn(opening ?? {});
  return draft.text === "" ? null : draft;
}

/** All that somebody chose of what an opening would publish. */
export function chosenIn({ text, visibility, content_warning: warning, media }: Opening): Draft {
  return {
    text: told(text),
    visibility: told(visibility),
    warning: told(warning),
    images: Array.isArray(media) ? media.filter(isAttached) : [],
  };
}

function told(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function written(text: string): Draft {
  return { text, visibility: "", warning: "", images: [] };
}

function isAttached(value: unknown): value is Attached {
  if (typeof value !== "object" || value === null) return false;
  return typeof Reflect.get(value, "hash") === "string" && typeof Reflect.get(value, "alt") === "string";
}
