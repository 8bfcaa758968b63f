import { useCallback, useState } from "react";

/** public/theme.js reads the same place before anything is painted. */
const KEPT = "restu.theme";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

function chosenTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** The theme of this device and how to change it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = useCallback((wanted: Theme) => {
    if (wanted === "system") {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(KEPT);
    } else {
      document.documentElement.dataset.theme = wanted;
      localStorage.setItem(KEPT, wanted);
    }
    setTheme(wanted);
  }, []);
  return [theme, choose];
}
