import type { Item, Message, Words } from "@/data/items";
import { fromWallClock, toWallClock } from "@/i18n/wall-clock";

/** A suggested message while it is written; `id` names it on the screen alone. */
export interface DraftMessage extends Message {
  id: string;
}

/** All words of an item as they stand in the form. */
export interface Draft {
  title: string;
  description: string;
  link: string;
  image: string;
  /** A code of two letters, or "" where nobody said. */
  language: string;
  topics: readonly string[];
  /** What a clock on the curator's wall shows when it ends, or "". */
  expires: string;
  messages: readonly DraftMessage[];
  /** The revision that this was written on top of; null for a new item. */
  base: string | null;
}

export function emptyDraft(language: string): Draft {
  return {
    title: "",
    description: "",
    link: "",
    image: "",
    language,
    topics: [],
    expires: "",
    messages: [],
    base: null,
  };
}

export function draftOf(item: Item, zone: string): Draft {
  const { words } = item;
  return {
    title: words?.title ?? "",
    description: words?.description ?? "",
    link: words?.link ?? "",
    image: words?.image_url ?? "",
    language: words?.language ?? "",
    topics: item.topics,
    expires: item.expires_at ? toWallClock(Date.parse(item.expires_at), zone) : "",
    messages: (words?.messages ?? []).map((message, place) => ({ ...message, id: `${item.revision_id}-${place}` })),
    base: item.revision_id,
  };
}

/** What is sent. A message without words is none; an end that was not touched stays as exact as it was. */
export function wordsOf(draft: Draft, zone: string, before: Item | null): Words {
  return {
    title: draft.title.trim(),
    description: draft.description.trim(),
    link: draft.link.trim() || null,
    image_url: draft.image.trim() || null,
    language: draft.language || null,
    topics: [...draft.topics],
    expires_at: expiry(draft.expires, zone, before?.expires_at ?? null),
    messages: draft.messages
      .filter((message) => message.text.trim() !== "")
      .map(({ network, language, text }) => ({ network, language, text })),
  };
}

function expiry(shown: string, zone: string, before: string | null): string | null {
  if (shown === "") return null;
  if (before !== null && toWallClock(Date.parse(before), zone) === shown) return before;
  return fromWallClock(shown, zone);
}
