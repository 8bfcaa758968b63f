import { networkName } from "@/data/networks";
import { useLanguage } from "@/i18n/language";
import { Notice } from "@/ui/Notice";
import type { Preview } from "./preview";
import { useText } from "./text";

/** What of the words says for whom their author works, who put it there, and why. */
export function Disclosure({ shown: { disclosure, preview } }: { shown: Preview }) {
  const text = useText();
  const { language } = useLanguage();
  if (!disclosure.required && !disclosure.label) return null;
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
      {disclosure.required && <p>{disclosure.explained[language]}</p>}
      {disclosure.label && preview.text && (
        <p>{text("disclosure-label", { label: disclosure.label, network: networkName(preview.network) })}</p>
      )}
    </Notice>
  );
}
