// What stays on a device without a connection: the look of the site, and one page with what anybody
// could see last. VERSION and KEPT are put before this by node/web/installed.py.
// Rule: that page is asked for without cookies, so nothing of who was signed in is ever kept.
"use strict";
const AWAY = "/zonder-verbinding";

async function refresh(language) {
  const headers = language ? { "Accept-Language": language } : {};
  const answer = await fetch(AWAY, { credentials: "omit", cache: "no-store", headers });
  if (answer.ok && !answer.redirected) await (await caches.open(VERSION)).put(AWAY, answer);
}

async function fill() {
  await (await caches.open(VERSION)).addAll(KEPT);
  await refresh();
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== VERSION) await caches.delete(name);
  await self.clients.claim();
}

const kept = (what) => caches.match(what, { ignoreVary: true });

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => event.waitUntil(refresh(event.data.language).catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { request } = event, { pathname, search } = new URL(request.url);
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async (error) => (await kept(AWAY)) ?? Promise.reject(error)));
  } else if (KEPT.includes(pathname + search)) {
    event.respondWith(kept(pathname + search).then((found) => found ?? fetch(request)));
  }
});
