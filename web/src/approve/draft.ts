import { useCallback, useState } from "react";

/** What was typed for an activity outlives a reload, a lost session and a broken page, until this tab is closed. */
function place(activityId: string): string {
  return `restu.draft.${activityId}`;
}

export function readDraft(activityId: string): string | null {
  return sessionStorage.getItem(place(activityId));
}

export function keepDraft(activityId: string, text: string): void {
  sessionStorage.setItem(place(activityId), text);
}

export function forgetDraft(activityId: string): void {
  sessionStorage.removeItem(place(activityId));
}

/** A text that is kept while it is typed; `initial` where nothing was typed yet. */
export function useDraft(activityId: string, initial: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => readDraft(activityId) ?? initial);
  const type = useCallback(
    (typed: string) => {
      keepDraft(activityId, typed);
      setText(typed);
    },
    [activityId],
  );
  return [text, type];
}
