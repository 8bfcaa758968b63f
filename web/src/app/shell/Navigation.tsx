import { Menu } from "@base-ui/react/menu";
import { Ellipsis } from "lucide-react";
import type { CSSProperties } from "react";
import { Link, useLocation } from "wouter";
import type { Role } from "@/data/person";
import { useLanguage } from "@/i18n/language";
import { classes } from "@/ui/classes";
import menu from "@/ui/Menu.module.css";
import { placeOf } from "../places";
import { GROUPS } from "../screen";
import { isFor, type LoadedScreen, SCREENS } from "../screens";
import { useText } from "../text";
import styles from "./Navigation.module.css";

/** Beside "More": what a thumb reaches without looking. */
const TABS = 4;

/** The same links twice, one of them shown: tabs on a phone, a list in groups on a desktop. */
export function Navigation({ roles }: { roles: readonly Role[] }) {
  const screens = SCREENS.filter((screen) => screen.nav && isFor(screen, roles));
  return (
    <>
      <Side screens={screens} />
      <Tabs screens={screens} />
    </>
  );
}

function Side({ screens }: { screens: readonly LoadedScreen[] }) {
  const text = useText();
  const shown = grouped(screens);
  const lines = { "--lines": screens.length + shown.length };
  return (
    <nav className={styles.side} aria-label={text("navigation")} style={lines as CSSProperties}>
      {shown.map(([group, members]) => (
        <div key={group}>
          {shown.length > 1 && <h2 className={styles.heading}>{text(`group-${group}`)}</h2>}
          <ul>
            {members.map((screen) => (
              <li key={screen.path}>
                <NavLink screen={screen} className={styles.row} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function grouped(screens: readonly LoadedScreen[]) {
  const groups = GROUPS.map((group) => [group, screens.filter((screen) => screen.nav?.group === group)] as const);
  return groups.filter(([, members]) => members.length > 0);
}

function Tabs({ screens }: { screens: readonly LoadedScreen[] }) {
  const text = useText();
  const fits = screens.length <= TABS + 1;
  const direct = fits ? screens : screens.slice(0, TABS);
  const others = screens.slice(direct.length);
  return (
    <nav className={styles.tabs} aria-label={text("navigation")}>
      <ul>
        {direct.map((screen) => (
          <li key={screen.path}>
            <NavLink screen={screen} className={styles.tab} />
          </li>
        ))}
        {others.length > 0 && (
          <li>
            <More screens={others} />
          </li>
        )}
      </ul>
    </nav>
  );
}

function More({ screens }: { screens: readonly LoadedScreen[] }) {
  const text = useText();
  const { language } = useLanguage();
  const here = usePlace();
  const isHere = here !== undefined && screens.includes(here);
  return (
    <Menu.Root>
      <Menu.Trigger className={classes(styles.tab, isHere && styles.here)}>
        <Ellipsis aria-hidden className={styles.icon} />
        <span>{text("more")}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} sideOffset={8} align="end">
          <Menu.Popup className={menu.popup}>
            {grouped(screens).map(([group, members]) => (
              <Menu.Group key={group}>
                <Menu.GroupLabel className={menu.heading}>{text(`group-${group}`)}</Menu.GroupLabel>
                {members.map((screen) => (
                  <Menu.Item
                    key={screen.path}
                    className={classes(menu.item, screen === here && styles.here)}
                    render={<Link href={screen.path} />}
                    aria-current={screen === here ? "page" : undefined}
                  >
                    <screen.icon aria-hidden className={styles.icon} />
                    {screen.label[language]}
                  </Menu.Item>
                ))}
              </Menu.Group>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** The screen of the navigation that one is at, or at a part of. */
function usePlace(): LoadedScreen | undefined {
  const [address] = useLocation();
  return placeOf(address, SCREENS);
}

function NavLink({ screen, className }: { screen: LoadedScreen; className: string | undefined }) {
  const { language } = useLanguage();
  const here = usePlace() === screen;
  const { icon: Icon, label, path, useWaiting } = screen;
  return (
    <Link href={path} className={classes(className, here && styles.here)} aria-current={here ? "page" : undefined}>
      <Icon aria-hidden className={styles.icon} />
      <span>{label[language]}</span>
      {useWaiting && <Waiting useCount={useWaiting} />}
    </Link>
  );
}

function Waiting({ useCount }: { useCount: () => number }) {
  const text = useText();
  const count = useCount();
  if (count === 0) return null;
  return (
    <span className={styles.waiting}>
      <span aria-hidden>{count}</span>
      <span className="visually-hidden">{text("waiting", { count })}</span>
    </span>
  );
}
