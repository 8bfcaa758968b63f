import { useEffect, useState } from "react";

/** Told to the worker that waits; it then serves this page, which is loaded anew. */
const TAKE_OVER = "take-over";

let waiting: ServiceWorker | null = null;

/** Installs the service worker, and says when another version of the app is ready. Not while developing. */
export function useNewVersion(): boolean {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
    const found = (worker: ServiceWorker | null) => {
      // The first one has nobody to replace.
      if (worker === null || navigator.serviceWorker.controller === null) return;
      waiting = worker;
      setReady(true);
    };
    const watch = (registration: ServiceWorkerRegistration) => {
      found(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => worker.state === "installed" && found(worker));
      });
    };
    // Where a browser takes no worker the app works all the same, with a connection.
    navigator.serviceWorker.register("/sw.js").then(watch, () => undefined);
  }, []);
  return isReady;
}

export function takeOver(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage(TAKE_OVER);
}
