import type { Activity } from "@/data/feed";
import type { Wish } from "./preview";

/** What has to be there before anything can be shown; `number` says of which image, from 1. */
export type Missing =
  | { what: "words" | "time" }
  | { what: "description"; number: number }
  | { what: "fewer"; most: number };

/** So many characters the services look at; what is longer they do not count. */
const MOST = 20_000;

/** What is known to be missing, the first of it; null where only the services can tell. */
export function missingIn(wish: Wish, { kind, content, extras, own_words: ownWords }: Activity): Missing | null {
  if (needsWords(kind, content, ownWords) && !wish.text?.trim()) return { what: "words" };
  if ((wish.text?.length ?? 0) > MOST) return { what: "fewer", most: MOST };
  if (wish.choice === "pick" && !wish.picked_at) return { what: "time" };
  const undescribed = (wish.media ?? []).findIndex(({ alt }) => !alt?.trim());
  if (extras.alt_text.required && undescribed >= 0) return { what: "description", number: undescribed + 1 };
  return null;
}

/** A post that brings a link along may be the link alone, where own words are not asked for. */
function needsWords(kind: string, content: Activity["content"], ownWords: number): boolean {
  return kind === "comment" || (kind === "post" && (ownWords > 0 || (content !== null && !content.link)));
}
