import { useCallback } from "react";
import { isElsewhere } from "@/api/refusal";
import { useErrorText } from "@/api/words";
import { useText } from "./text";

/** Why a page or a feed could not be read. Reading changes nothing there, so that there is nothing to look after. */
export function useReadingText(): (error: unknown) => string {
  const text = useText();
  const errorText = useErrorText();
  return useCallback((error) => (isElsewhere(error) ? text("nobody-answers") : errorText(error)), [text, errorText]);
}
