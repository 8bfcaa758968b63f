/**
 * Where the focus goes when what was opened is approved, and its card gone: to the next card, else to the screen's
 * heading. Null where the card is still there: back to it.
 */
export function afterwards(activityId: string, next: string | undefined): HTMLElement | null {
  if (cardOf(activityId)) return null;
  const there = (next === undefined ? null : cardOf(next)) ?? document.querySelector("h1");
  if (there && there.tabIndex < 0) there.tabIndex = -1; // it may be focused, and is no stop of the Tab key
  return there;
}

function cardOf(activityId: string): HTMLElement | null {
  return document.querySelector(`[data-activity="${CSS.escape(activityId)}"] article button`);
}
