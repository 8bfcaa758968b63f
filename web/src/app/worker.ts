import { useEffect, useState } from "react";

/** Told to the worker that waits; it then serves this page, which is loaded anew. */
const TAKE_OVER = "take-over";

const workers = () => (import.meta.env.PROD && "serviceWorker" in navigator ? navigator.serviceWorker : undefined);

/**
 * Installs the service worker, and says when another version of the app is there. A gateway that is heard again may
 * have brought one. Not while developing.
 */
export function useNewVersion(isHeard: boolean): boolean {
  const [isReady, setReady] = useState(false);
  // Where a browser takes no worker the app works all the same, with a connection.
  useEffect(() => void watch(workers(), () => setReady(true)).catch(() => undefined), []);
  useEffect(() => {
    if (isHeard) void look(workers()).catch(() => undefined);
  }, [isHeard]);
  return isReady;
}

/** Tells of a version that is ready, and of one that took over since another tab let it. */
export async function watch(container: ServiceWorkerContainer | undefined, tell: () => void): Promise<void> {
  if (container === undefined) return;
  let served = container.controller !== null;
  container.addEventListener("controllerchange", () => {
    if (served) tell(); // what this page has not loaded yet is kept no more
    served = true; // the first one has nobody to replace
  });
  const registration = await container.register("/sw.js");
  const found = () => served && tell();
  if (registration.waiting) found();
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && found());
  });
}

async function look(container: ServiceWorkerContainer | undefined): Promise<void> {
  await (await container?.getRegistration())?.update();
}

/** Loads this page anew, with the newest version. */
export async function takeOver(
  container: ServiceWorkerContainer | undefined = workers(),
  reload = () => location.reload(),
): Promise<void> {
  const waiting = (await container?.getRegistration())?.waiting;
  if (!waiting) return reload(); // it has taken over already
  container?.addEventListener("controllerchange", reload, { once: true });
  waiting.postMessage(TAKE_OVER);
}
