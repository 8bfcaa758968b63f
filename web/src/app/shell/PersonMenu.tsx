import { Menu } from "@base-ui/react/menu";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, LogOut, Settings } from "lucide-react";
import { Link } from "wouter";
import { useErrorText } from "@/api/words";
import type { Session } from "@/data/person";
import { signOut } from "@/data/signing";
import { useLanguage } from "@/i18n/language";
import { isLanguage, LANGUAGES, NAMES } from "@/i18n/languages";
import menu from "@/ui/Menu.module.css";
import { Portrait } from "@/ui/Portrait";
import { useSay } from "@/ui/Toasts";
import { useText } from "../text";
import { THEMES, useTheme } from "../theme";
import styles from "./PersonMenu.module.css";

/** Who one is, and what is set on this device: language, theme, the session. */
export function PersonMenu({ session }: { session: Session }) {
  const text = useText();
  const client = useQueryClient();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useTheme();
  const say = useSay();
  const errorText = useErrorText();
  const leave = useMutation({ mutationFn: () => signOut(client), onError: (error) => say(errorText(error)) });
  const name = session.name ?? "";
  return (
    <Menu.Root>
      <Menu.Trigger className={styles.trigger}>
        <span className={styles.shortly}>{name}</span>
        <Portrait name={name} />
        <span className="visually-hidden">{text("menu")}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} sideOffset={6} align="end">
          <Menu.Popup className={menu.popup}>
            <p className={styles.name}>{name}</p>
            <Menu.RadioGroup value={language} onValueChange={(wanted) => isLanguage(wanted) && choose(wanted)}>
              <Menu.Group>
                <Menu.GroupLabel className={menu.heading}>{text("language")}</Menu.GroupLabel>
                {LANGUAGES.map((each) => (
                  <Item key={each} value={each} label={NAMES[each]} lang={each} />
                ))}
              </Menu.Group>
            </Menu.RadioGroup>
            <Menu.RadioGroup value={theme} onValueChange={setTheme}>
              <Menu.Group>
                <Menu.GroupLabel className={menu.heading}>{text("theme")}</Menu.GroupLabel>
                {THEMES.map((each) => (
                  <Item key={each} value={each} label={text(`theme-${each}`)} />
                ))}
              </Menu.Group>
            </Menu.RadioGroup>
            <div className={menu.line} />
            <Menu.Item className={menu.item} render={<Link href="/settings" />}>
              <Settings aria-hidden size={18} />
              {text("settings")}
            </Menu.Item>
            <Menu.Item className={menu.item} onClick={() => leave.mutate()}>
              <LogOut aria-hidden size={18} />
              {text("sign-out")}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Item({ value, label, lang }: { value: string; label: string; lang?: string }) {
  return (
    <Menu.RadioItem value={value} className={menu.item} lang={lang}>
      {label}
      <Menu.RadioItemIndicator className={menu.check} render={<Check aria-hidden />} />
    </Menu.RadioItem>
  );
}
