import { Globe, Lock, type LucideIcon, Moon } from "lucide-react";
import { useCallback } from "react";
import { useText } from "./text";

/** How a screen shows who may see a post. */
export interface Shown {
  icon: LucideIcon;
  label: string;
  /** What that means on the network; empty where nobody needs to be told. */
  means: string;
}

const ICONS = { public: Globe, unlisted: Moon, private: Lock } as const;

/** Who sees it where nobody chose otherwise: everybody, or whoever is chosen in the network's own composer. */
const USUAL = new Set(["", "public", "composer"]);

export function isUsual(visibility: string): boolean {
  return USUAL.has(visibility);
}

function isKnown(visibility: string): visibility is keyof typeof ICONS {
  return Object.hasOwn(ICONS, visibility);
}

/** In the person's language; one that has no words here is shown by its own name. */
export function useVisibility(): (visibility: string) => Shown {
  const text = useText();
  return useCallback(
    (visibility) =>
      isKnown(visibility)
        ? {
            icon: ICONS[visibility],
            label: text(`visibility-${visibility}`),
            means: text(`visibility-${visibility}-means`),
          }
        : { icon: Globe, label: visibility, means: "" },
    [text],
  );
}
