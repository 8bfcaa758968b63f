/** The languages of the interface; every bundle of messages has each of them (checked by types and a test). */
export const LANGUAGES = ["en", "id"] as const;
export type Language = (typeof LANGUAGES)[number];

export const NAMES: Readonly<Record<Language, string>> = { en: "English", id: "Bahasa Indonesia" };

const KEPT = "restu.language";

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** What was chosen on this device; null where nobody has. */
export function keptLanguage(): Language | null {
  const chosen = localStorage.getItem(KEPT);
  return isLanguage(chosen) ? chosen : null;
}

/** What was chosen on this device, else what the browser asks for, else English. */
export function startingLanguage(): Language {
  return keptLanguage() ?? navigator.languages.map((wanted) => wanted.slice(0, 2)).find(isLanguage) ?? "en";
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
}
