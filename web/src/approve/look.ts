/**
 * Nothing is approved that a person cannot have seen: what would be published has to have stood still before them for a
 * moment, images and all; and what changed without their doing is said, and waits until they say that they have looked.
 */

import { useEffect, useReducer, useState } from "react";
import type { Preview, Previewed, Wish } from "./preview";

/** What is before somebody's eyes, of what they asked for. */
export interface Shown {
  wish: string;
  /** All that would be published, and what they judge it by. */
  all: string;
  /** What of it is not theirs to write. */
  given: string;
}

export interface Look {
  shown: Shown | null;
  /** It changed without their doing, and they have not said that they have looked. */
  isRevised: boolean;
}

export function shownIn(wish: string, { preview, target, choice }: Preview): Shown {
  const { notes, ...published } = preview;
  return {
    wish,
    all: JSON.stringify([published, target, choice]),
    given: JSON.stringify([preview.link, preview.target]),
  };
}

/** What follows when something else is shown; it stays revised, whatever is typed meanwhile. */
export function looked({ shown: before, isRevised }: Look, shown: Shown): Look {
  const isSurprise =
    before !== null && (before.given !== shown.given || (before.wish === shown.wish && before.all !== shown.all));
  return { shown, isRevised: isRevised || isSurprise };
}

/** How long something has to have been shown, in milliseconds: nobody sees it in less. */
const MOMENT = 700;

export type Looking = ReturnType<typeof useLook>;

/** How a person looks at a preview; `image` says whether an image came to be shown. */
export function useLook(wish: Wish, { data, isCurrent }: Previewed) {
  const [images, setImages] = useState<Readonly<Record<string, boolean>>>({});
  const [look, dispatch] = useReducer(
    (before: Look, shown: Shown | "looked") =>
      shown === "looked" ? { ...before, isRevised: false } : looked(before, shown),
    { shown: null, isRevised: false },
  );
  const shown = isCurrent && data ? shownIn(JSON.stringify(wish), data) : null;
  if (shown !== null && JSON.stringify(shown) !== JSON.stringify(look.shown)) dispatch(shown);
  const hashes = data?.preview.media.map(({ hash = "" }) => hash) ?? [];
  return {
    isStill: useStill(shown?.all ?? null),
    isRevised: look.isRevised,
    acknowledge: () => dispatch("looked"),
    image: (hash: string, isShown: boolean) => setImages((before) => ({ ...before, [hash]: isShown })),
    isBroken: hashes.some((hash) => images[hash] === false),
    isWhole: hashes.every((hash) => images[hash] === true),
  };
}

/** Whether this has been there for a moment; what was there before for as long may come back. */
function useStill(all: string | null): boolean {
  const [seen, setSeen] = useState<string | null>(null);
  useEffect(() => {
    if (all === null) return;
    const timer = setTimeout(() => setSeen(all), MOMENT);
    return () => clearTimeout(timer);
  }, [all]);
  return all !== null && seen === all;
}
