import type { ComponentType, LazyExoticComponent } from "react";
import type { Role } from "@/data/person";
import { arriving } from "./arriving";
import type { Screen } from "./screen";

export interface LoadedScreen extends Screen {
  Component: LazyExoticComponent<ComponentType>;
}

const found = import.meta.glob<Screen>("../screens/*/route.ts", { eager: true, import: "default" });

/** Every folder of `screens/` that has a `route.ts`, in the order of the navigation. */
export const SCREENS: readonly LoadedScreen[] = Object.values(found)
  .map((screen) => ({ ...screen, Component: arriving(screen.load) }))
  .sort((one, other) => (one.nav?.order ?? Number.MAX_VALUE) - (other.nav?.order ?? Number.MAX_VALUE));

export function isFor(screen: Screen, roles: readonly Role[]): boolean {
  return screen.roles === undefined || screen.roles.some((role) => roles.includes(role));
}
