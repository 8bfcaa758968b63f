import { LANGUAGES } from "./languages";
import { type Named, namedIn } from "./named";

/** Languages that words are often in, by the two letters of ISO 639-1. A list of all that there are would help nobody. */
const COMMON: readonly string[] =
  "ar bn cs da de el en es fa fi fr he hi hu id it ja jv ko ms nl no pl pt ro ru su sv sw ta th tl tr uk ur vi zh".split(
    " ",
  );

/** The common ones and the interface's in the order of a language's names, and what else is `there`; no code is empty. */
export function spokenIn(language: string, there: readonly string[]): readonly Named[] {
  return namedIn(language, "language", [...COMMON, ...LANGUAGES, ...there], null);
}
