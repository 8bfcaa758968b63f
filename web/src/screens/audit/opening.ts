import type { AuditedWords } from "@/data/audit";

/** What is shown of an opening; what it does not have is empty. */
export interface Opening {
  text: string;
  warning: string;
  target: string;
  images: readonly string[];
}

/** Null where it is not shown. Of a later release's opening, what is not known here is left out. */
export function read(opening: AuditedWords["opening"]): Opening | null {
  if (opening === null) return null;
  const { text, content_warning, target, media } = opening;
  const images = Array.isArray(media) ? media.flatMap((image) => (image?.alt ? [String(image.alt)] : [])) : [];
  return { text: told(text), warning: told(content_warning), target: told(target), images };
}

function told(value: unknown): string {
  return typeof value === "string" ? value : "";
}
