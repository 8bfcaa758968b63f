/** What has a code and, in each language, a name. */
export interface Named {
  code: string;
  name: string;
}

type Type = "region" | "currency" | "language";

/** What a code is called in a language; the code itself where the browser does not know it. */
export function namesIn(language: string, type: Type): (code: string) => string {
  const names = new Intl.DisplayNames([language], { type });
  return (code) => names.of(code) ?? code;
}

/** Each of these once, in the order of a language's names; `current` is what else is set now. */
export function namedIn(
  language: string,
  type: Type,
  codes: readonly string[],
  current: string | null | undefined,
): readonly Named[] {
  const nameOf = namesIn(language, type);
  const { compare } = new Intl.Collator(language);
  const wanted = new Set(current ? [...codes, current] : codes);
  return [...wanted].map((code) => ({ code, name: nameOf(code) })).sort((one, other) => compare(one.name, other.name));
}
