/// <reference lib="webworker" />
/**
 * Keeps the app's own files, so that it opens without a connection. Nothing of /api or /auth is ever kept: what a
 * person sees of approvals and posts is as of now, or is not shown.
 */
export type {};

declare const self: ServiceWorkerGlobalScope;

interface Shell {
  version: string;
  files: string[];
}

/** The build puts it before the worker's code (build/shell-list.ts). */
declare const __SHELL__: Shell;

const CACHE = `restu-${__SHELL__.version}`;
const PAGE = "/";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(__SHELL__.files)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !isOurs(url.pathname)) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request));
  else if (__SHELL__.files.includes(url.pathname)) event.respondWith(kept(event.request));
});

function isOurs(path: string): boolean {
  return !/^\/(api|auth|livez|readyz|metrics|\.well-known)(\/|\.|$)/.test(path);
}

/** From the network while there is one, so that a new version is seen at once. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const known = await caches.match(PAGE, { cacheName: CACHE });
    if (known) return known;
    throw error;
  }
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}
