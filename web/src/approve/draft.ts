import { useCallback, useMemo, useState } from "react";
import { useMe } from "@/data/person";

/** What one person typed, by activity. */
export interface Drafts {
  read: (activityId: string) => string | null;
  keep: (activityId: string, text: string) => void;
  forget: (activityId: string) => void;
}

/** What was typed outlives a reload, an ended session and a broken page, until this tab is closed. */
export function useDrafts(): Drafts {
  const person = useMe()?.person_id ?? "";
  return useMemo(() => {
    const place = (activityId: string) => `restu.draft.${person}.${activityId}`;
    return {
      read: (activityId) => sessionStorage.getItem(place(activityId)),
      keep: (activityId, text) => sessionStorage.setItem(place(activityId), text),
      forget: (activityId) => sessionStorage.removeItem(place(activityId)),
    };
  }, [person]);
}

/** A text that is kept while it is typed; `initial` where nothing was typed yet. */
export function useDraft(activityId: string, initial: string): [string, (text: string) => void] {
  const { read, keep } = useDrafts();
  const [text, setText] = useState(() => read(activityId) ?? initial);
  const type = useCallback(
    (typed: string) => {
      keep(activityId, typed);
      setText(typed);
    },
    [activityId, keep],
  );
  return [text, type];
}
