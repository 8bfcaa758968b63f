import { useCallback } from "react";
import { useLanguage } from "@/i18n/language";
import { format, type Values } from "@/i18n/messages";
import en from "./messages.en";
import id from "./messages.id";
import { Refusal, Unreachable } from "./refusal";

const bundle = { en, id };
type Code = keyof typeof en;

/**
 * What went wrong, in the person's language. A code that has no words here (another service's, a later release's) is
 * told by the problem's own detail, which is in English.
 */
export function useErrorText(): (error: unknown) => string {
  const { language } = useLanguage();
  return useCallback(
    (error) => {
      const words = bundle[language];
      if (error instanceof Unreachable) return words["no-answer"];
      if (!(error instanceof Refusal)) return words.unknown;
      const told = error.words("explained", language);
      if (told !== undefined) return told;
      const { character } = error;
      if (character !== undefined) return format(language, words["character-barred"], { character });
      return isKnown(error.code) ? format(language, words[error.code], valuesOf(error)) : error.message;
    },
    [language],
  );
}

/** Why something was refused earlier, of which only the code is kept. */
export function useReasonText(): (code: string) => string {
  const { language } = useLanguage();
  return useCallback((code) => (isKnown(code) ? bundle[language][code] : bundle[language].unknown), [language]);
}

function isKnown(code: string): code is Code {
  return Object.hasOwn(en, code);
}

function valuesOf(refusal: Refusal): Values {
  const named = Object.entries(refusal.problem).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === "number" || typeof entry[1] === "string",
  );
  return Object.fromEntries(named);
}
