import { useEffect } from "react";
import { useText } from "./text";

/** What a browser says of a field that is not filled in as it has to be: in the app's language, not the browser's. */
export function useOwnValidity(): void {
  const text = useText();
  useEffect(() => {
    const say = ({ target }: Event) => {
      if (!isControl(target)) return;
      target.setCustomValidity("");
      const { valid, valueMissing, typeMismatch, rangeUnderflow, rangeOverflow } = target.validity;
      if (valid) return;
      if (valueMissing) target.setCustomValidity(text("value-missing"));
      else if (typeMismatch && target.type === "email") target.setCustomValidity(text("no-email"));
      else if (rangeUnderflow) target.setCustomValidity(text("too-small", { least: target.min }));
      else if (rangeOverflow) target.setCustomValidity(text("too-large", { most: target.max }));
    };
    const forget = ({ target }: Event) => isControl(target) && target.setCustomValidity("");
    document.addEventListener("invalid", say, true);
    document.addEventListener("input", forget, true);
    return () => {
      document.removeEventListener("invalid", say, true);
      document.removeEventListener("input", forget, true);
    };
  }, [text]);
}

function isControl(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLElement && "setCustomValidity" in target && "validity" in target;
}
