/** The languages of the interface; every bundle of messages has each of them (checked by types and a test). */
export const LANGUAGES = ["en", "id"] as const;
export type Language = (typeof LANGUAGES)[number];

export const NAMES: Readonly<Record<Language, string>> = { en: "English", id: "Bahasa Indonesia" };

const KEPT = "restu.language";

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** What was chosen on this device, else what the browser asks for, else English. */
export function startingLanguage(): Language {
  const chosen = localStorage.getItem(KEPT);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((wanted) => wanted.slice(0, 2)).find(isLanguage) ?? "en";
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
}
