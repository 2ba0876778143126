// The service worker: it starts forms without a network that were opened here before, and touches nothing else. It
// keeps no answer; those are in the page's own store. The server puts BUILD and FILES, [[address, integrity]…], in
// front of it.

const CACHE = `minxin-${BUILD}`;
/** Which addresses have a form kept in the page's store. */
const FORMS = "minxin-forms";
/** How long the network is waited for where a kept form could be shown instead, milliseconds. */
const PATIENCE = 3000;
const SHELLS = FILES.map(([address]) => address).filter((address) => !address.startsWith("/pkg"));
const PAGES = /^\/s\/[^/]+$|^\/offline$/;
/** The screens of a shared tablet: always from here, so that they change only when its staff take the newer build. */
const KIOSK = "/kiosk";
/** What a system that keeps them on its home screen asks for. */
const MANIFEST = "/kiosk.webmanifest";

addEventListener("install", (event) => {
  const asked = FILES.map(
    ([address, integrity]) => new Request(address, { integrity, cache: address.startsWith("/pkg/") ? "default" : "reload" }),
  );
  // all of it or nothing: with one file missing the earlier worker goes on
  const filled = caches.open(CACHE).then((cache) => cache.addAll(asked));
  event.waitUntil(filled.catch((error) => caches.delete(CACHE).then(() => Promise.reject(error))));
});

addEventListener("activate", (event) => {
  // pages of the release before may still be open: its files stay until the next one
  const earlier = (names) => names.filter((name) => name.startsWith("minxin-") && name !== CACHE && name !== FORMS);
  event.waitUntil(caches.keys().then((names) => Promise.all(earlier(names).slice(0, -1).map((name) => caches.delete(name)))));
});

addEventListener("message", ({ data }) => data === "take over" && skipWaiting());

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const lang = searchParams.get("lang");
  const fromHere = () => event.respondWith(shell(pathname, lang).then((kept) => kept ?? fetch(request)));
  if (request.mode === "navigate") {
    if (PAGES.test(pathname)) event.respondWith(page(request, pathname, lang));
    else if (pathname === KIOSK) fromHere();
  } else if (pathname === MANIFEST) {
    fromHere();
  } else if (/^\/pkg\/(resident|offline|kiosk)\./.test(pathname)) {
    event.respondWith(file(request));
  }
});

/** A file whose name changes with its bytes. */
async function file(request) {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

/** From the network; from here where that does not answer. */
async function page(request, pathname, lang) {
  const kept = await caches.open(FORMS).then((forms) => forms.match(pathname));
  const network = fetch(request);
  try {
    const late = kept && new Promise((_, give) => setTimeout(give, PATIENCE));
    const reply = await (late ? Promise.race([network, late]) : network);
    if (kept && [502, 503, 504].includes(reply.status)) throw reply;
    return reply;
  } catch {
    network.catch(() => {});
    return (await shell("/offline", lang)) ?? network;
  }
}

const shell = (path, lang) => {
  const own = SHELLS.find((address) => address === `${path}?lang=${lang}`);
  const near = /^zh-(Hant|TW|HK|MO)/i.test(navigator.language) ? "zh-Hant" : /^en/i.test(navigator.language) ? "en" : "zh-Hans";
  return caches.open(CACHE).then((cache) => cache.match(own ?? `${path}?lang=${near}`, { ignoreVary: true }));
};
