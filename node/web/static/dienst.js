// What stays on a device without a connection: the look of the site, and one page with what anybody
// could see last. VERSION and KEPT are put before this by node/web/installed.py.
// Rule 1: that page is asked for without cookies, so nothing of who was signed in is ever kept.
// Rule 2: what hung there is shown for a day and then thrown away: it may have been taken down since.
"use strict";
const AWAY = "/zonder-verbinding", EMPTY = `${AWAY}?oud=ja`;
const SOON = 5 * 60 * 1000, DAY = 24 * 60 * 60 * 1000;
const AT = "X-Kept-At", IN = "X-Kept-In";
const anyhow = { ignoreVary: true };

async function renew(cache, path, language) {
  const headers = language ? { "Accept-Language": language } : {};
  const answer = await fetch(path, { credentials: "omit", cache: "no-store", headers });
  if (!answer.ok || answer.redirected) return;
  const told = new Headers(answer.headers);
  told.set(AT, Date.now());
  told.set(IN, language);
  await cache.put(path, new Response(await answer.blob(), { headers: told }));
}

// By this device's own clock; one that was put back makes nothing younger.
function isYounger(copy, age) {
  const old = Date.now() - Number(copy?.headers.get(AT) ?? NaN);
  return 0 <= old && old < age;
}

async function refresh(language = "") {
  const cache = await caches.open(VERSION), copy = await cache.match(AWAY, anyhow);
  const understood = copy?.headers.get(IN) === language;
  if (understood && isYounger(copy, SOON)) return;
  await renew(cache, AWAY, language);
  if (!understood) await renew(cache, EMPTY, language);
}

async function away() {
  const cache = await caches.open(VERSION), copy = await cache.match(AWAY, anyhow);
  if (isYounger(copy, DAY)) return copy;
  await cache.delete(AWAY, anyhow);
  return cache.match(EMPTY, anyhow);
}

async function fill() {
  await (await caches.open(VERSION)).addAll(KEPT);
  await refresh();
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== VERSION) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => event.waitUntil(refresh(event.data.language).catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { request } = event, { pathname, search } = new URL(request.url);
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async (error) => (await away()) ?? Promise.reject(error)));
  } else if (KEPT.includes(pathname + search)) {
    event.respondWith(caches.match(pathname + search, anyhow).then((found) => found ?? fetch(request)));
  }
});
