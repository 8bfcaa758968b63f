import { useState } from "react";
import { timeNow } from "@/api/time";
import type { Account } from "@/data/accounts";
import { type Activity, isDone } from "@/data/feed";
import { useLanguage } from "@/i18n/language";
import { type Draft, useDraft } from "./draft";
import { hasWords } from "./kinds";
import type { Choice, Wish } from "./preview";

const HOUR = 60 * 60_000;

/**
 * What the person wishes to see, and how they change it; all of it is kept, so that nothing comes back as another. While
 * it `isHeld` nothing changes it.
 */
export function useWish(activity: Activity, accounts: readonly Account[], isHeld: boolean) {
  const { language } = useLanguage();
  const [accountId, setAccountId] = useState(() => firstOpen(activity, accounts)?.account_id ?? null);
  const [draft, changeDraft] = useDraft(activity.activity_id, startOf(activity, language));
  const change: typeof changeDraft = isHeld ? () => {} : changeDraft;
  const [inAnHour] = useState(() => new Date(timeNow() + HOUR).toISOString());
  const choose = (choice: Choice) =>
    change(choice === "pick" ? { choice, picked: draft.picked || inAnHour } : { choice });
  return {
    wish: wishOf(draft, activity, accountId, language),
    draft,
    change,
    choose,
    setAccountId: isHeld ? () => {} : setAccountId,
  };
}

/** The first account on which it is not done yet. */
function firstOpen(activity: Activity, accounts: readonly Account[]): Account | undefined {
  return accounts.find(({ account_id: id }) => !isDone(activity, id)) ?? accounts[0];
}

/** What is asked of the preview: of what was chosen, what the network has for this. */
export function wishOf(draft: Draft, activity: Activity, accountId: string | null, language: string): Wish {
  const { visibilities, content_warning: warns, images } = activity.extras;
  return {
    activity_id: activity.activity_id,
    account_id: accountId,
    language: twoLetters(draft.language) ?? language,
    choice: draft.choice,
    picked_at: draft.choice === "pick" && draft.picked ? draft.picked : null,
    text: hasWords(activity.kind) ? draft.text : "",
    visibility: visibilities.includes(draft.visibility) ? draft.visibility : "",
    content_warning: warns ? draft.warning : "",
    media: draft.images.slice(0, images),
  };
}

/** Words to start from, and the language they are in. */
export type Start = Pick<Draft, "text" | "language">;

const BLANK: Start = { text: "", language: "" };

/** What one may start from: the suggested messages; of a post for which nobody suggested any, the title. */
export function startsOf({ kind, content }: Activity): readonly Start[] {
  const messages = content?.messages ?? [];
  if (messages.length > 0 || kind !== "post" || !content?.title) return messages;
  return [{ text: content.title, language: content.language ?? "" }];
}

/** The languages of what one may start from, as an approval says them. */
export function languagesOf(activity: Activity): readonly string[] {
  return startsOf(activity).flatMap(({ language }) => twoLetters(language) ?? []);
}

/** What one starts from: what is in the person's language, else the first. */
export function startOf(activity: Activity, language: string): Start {
  const starts = startsOf(activity);
  return starts.find((start) => twoLetters(start.language) === language) ?? starts[0] ?? BLANK;
}

/** Networks are told a language without its script and region: pt of pt-BR. */
function twoLetters(tag: string): string | undefined {
  return /^[a-z]{2}(?=$|-)/i.exec(tag)?.[0].toLowerCase();
}
