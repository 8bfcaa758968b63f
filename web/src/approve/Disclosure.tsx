import { networkName } from "@/data/networks";
import { useLanguage } from "@/i18n/language";
import { Notice } from "@/ui/Notice";
import type { Preview } from "./preview";
import { useText } from "./text";

/** What of the words says that their author works there, and who put it there: each thing once. */
export function Disclosure({ shown: { disclosure, preview } }: { shown: Preview }) {
  const text = useText();
  const { language } = useLanguage();
  if (!disclosure.required && !disclosure.label) return null;
  const isExplained = disclosure.required && !disclosure.added; // what was added is told by its own words
  return (
    <Notice>
      {disclosure.added && (
        <p>
          <strong>
            {text(disclosure.in_warning ? "disclosure-in-warning" : "disclosure-added", {
              words: disclosure.text ?? "",
            })}
          </strong>
        </p>
      )}
      {isExplained && <p>{disclosure.explained[language]}</p>}
      {disclosure.label && preview.text && !isExplained && (
        <p>{text("disclosure-label", { label: disclosure.label, network: networkName(preview.network) })}</p>
      )}
    </Notice>
  );
}
