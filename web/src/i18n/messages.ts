import { IntlMessageFormat } from "intl-messageformat";
import { useMemo } from "react";
import { useLanguage } from "./language";
import type { Language } from "./languages";

/** Messages by key, in ICU message syntax: "{count, plural, one {# post} other {# posts}}". */
export type Messages<Key extends string> = Readonly<Record<Key, string>>;
export type Values = Readonly<Record<string, string | number>>;
export type Text<Key extends string> = (key: Key, values?: Values) => string;

/** The same keys in every language; a missing or a superfluous one is a type error. */
export type Bundle<Key extends string> = Readonly<Record<Language, Messages<Key>>>;

const parsed = new Map<string, IntlMessageFormat>();

/** One message in one language. */
export function format(language: Language, message: string, values?: Values): string {
  if (!message.includes("{")) return message;
  const key = `${language}:${message}`;
  const known = parsed.get(key) ?? new IntlMessageFormat(message, language);
  parsed.set(key, known);
  return String(known.format(values));
}

/** The messages of a folder in the language that is chosen; each folder's `text.ts` hands its own to this. */
export function useMessages<Key extends string>(bundle: Bundle<Key>): Text<Key> {
  const { language } = useLanguage();
  return useMemo(() => (key, values) => format(language, bundle[language][key], values), [bundle, language]);
}
