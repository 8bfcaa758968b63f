import { Compass } from "lucide-react";
import { type ReactNode, Suspense, useEffect } from "react";
import { Route, Switch } from "wouter";
import type { Role } from "@/data/person";
import { useLanguage } from "@/i18n/language";
import { ButtonLink } from "@/ui/Button";
import { EmptyState, Skeletons } from "@/ui/States";
import { Fence } from "./Fence";
import { isFor, SCREENS } from "./screens";
import { useText } from "./text";

/** The screen of the address, loaded when one first goes there. */
export function Pages({ roles }: { roles: readonly Role[] }) {
  const { language } = useLanguage();
  return (
    <Switch>
      {SCREENS.filter((screen) => isFor(screen, roles)).map(({ path, label, Component }) => (
        <Route key={path} path={path}>
          <Titled title={label[language]}>
            <Fence key={path}>
              <Suspense fallback={<Skeletons count={3} />}>
                <Component />
              </Suspense>
            </Fence>
          </Titled>
        </Route>
      ))}
      <Route>
        <NotHere />
      </Route>
    </Switch>
  );
}

function Titled({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Restu`;
  }, [title]);
  return children;
}

function NotHere() {
  const text = useText();
  return (
    <EmptyState icon={Compass} title={text("not-here")} action={<ButtonLink href="/">{text("to-feed")}</ButtonLink>}>
      <p>{text("not-here-words")}</p>
    </EmptyState>
  );
}
