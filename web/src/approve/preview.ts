import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { mayPass, Refusal } from "@/api/refusal";
import type { components } from "@/api/schema";
import type { Activity } from "@/data/feed";
import { useSettled } from "@/ui/settled";
import { missingIn } from "./missing";

export type Wish = components["schemas"]["consent.PreviewIn"];
export type Preview = components["schemas"]["consent.PreviewOut"];
export type Choice = components["schemas"]["consent.Choice"];

/** A preview is good for five minutes; while it is looked at there is always one that is. */
const LASTS = 4 * 60_000;
/** While nobody answers it is asked for again by itself. */
const AGAIN = 3_000;

/** Exactly what would be published. Nothing is stored anywhere by asking. */
export function previewQuery(wish: Wish) {
  return queryOptions({
    queryKey: ["consent", "preview", wish],
    queryFn: ({ signal }) => answer(api.POST("/api/consent/previews", { body: wish, signal })),
    staleTime: LASTS,
    gcTime: 0, // what is opened again is asked for again: by then the time may be another's, and the token used
    refetchInterval: ({ state }) => (mayPass(state.error) ? AGAIN : LASTS),
    placeholderData: keepPreviousData,
    meta: { live: ["account", "feed", "person-changed"] },
  });
}

/**
 * The preview of what is wished for now; `isCurrent` says whether it is that, or the one before. While something is
 * known to be missing nothing is asked, there is no preview, and `missing` says what; `usual` is the choice of when that
 * has a place.
 */
export function usePreview(wish: Wish, activity: Activity) {
  const written = JSON.stringify(wish);
  const settled = useSettled(written);
  const asked: Wish = JSON.parse(settled);
  const query = useQuery({ ...previewQuery(asked), enabled: missingIn(asked, activity) === null });
  const { data, error, isError, isPending } = query;
  const missing = missingIn(wish, activity);
  const usual = data?.choice ?? "now";
  if (missing) return { ...NOTHING, missing, usual };
  const isCurrent = query.isSuccess && !query.isPlaceholderData && settled === written;
  return { data, error, isError, isPending, isCurrent, missing, usual };
}

const NOTHING = { data: undefined, error: null, isError: false, isPending: false, isCurrent: false };

/** Refusals that are about the text; what else there is concerns the time, the account or the offer. */
const OF_IMAGES = new Set(["image-not-described", "image-gone"]);
const OF_WORDS = new Set(["text-too-long", "text-invalid", "own-words", "too-alike", "disclosure-missing"]);

export function isAboutWords(error: unknown): boolean {
  return error instanceof Refusal && OF_WORDS.has(error.code);
}

export function isAboutImages(error: unknown): boolean {
  return error instanceof Refusal && OF_IMAGES.has(error.code);
}

export type Previewed = ReturnType<typeof usePreview>;

export interface Slot {
  at: string;
  explained: Readonly<Record<string, string>>;
}

/** The proposed time of a preview. */
export function slotOf(preview: Preview): Slot | null {
  const { slot_at: at, explained } = preview.slot;
  if (typeof at !== "string" || typeof explained !== "object" || explained === null) return null;
  return { at, explained: Object.fromEntries(Object.entries(explained).map(([key, words]) => [key, String(words)])) };
}
