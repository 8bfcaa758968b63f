import type { Item } from "@/data/items";

export interface Filter {
  /** Words that have to be there, in any order and case. */
  search: string;
  /** A code of two letters, or "" for any. */
  language: string;
  /** The id of a topic, or "" for any. */
  topic: string;
}

/** The items that a curator looks for, among those that were loaded. */
export function found(items: readonly Item[], { search, language, topic }: Filter): readonly Item[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const { words: said } = item;
    if (language && said?.language !== language) return false;
    if (topic && !item.topics.includes(topic)) return false;
    const text = fold([said?.title, said?.description, said?.link].join(" "));
    return words.every((word) => text.includes(word));
  });
}

/** The languages that the items are in, for choosing one. */
export function languagesOf(items: readonly Item[]): readonly string[] {
  return [...new Set(items.flatMap((item) => item.words?.language ?? []))].sort();
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
