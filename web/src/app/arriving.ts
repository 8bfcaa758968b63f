import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** A part of the app did not come: a newer version has others in its place, or nobody answered. */
export class NotLoaded extends Error {
  override name = "NotLoaded";
}

/** A part of the app that is loaded when it is first shown. Rejects with NotLoaded. */
export async function loaded<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (cause) {
    throw new NotLoaded("a part of the app did not come", { cause });
  }
}

/** As `loaded`, for React. */
export function arriving<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => loaded(load));
}
