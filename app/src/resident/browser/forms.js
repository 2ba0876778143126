// Forms as the server wrote them, kept so that they can be opened without a network. No answer is ever in them.
import { begun, transact } from "./store.js";

const CACHE = "minxin-forms";
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The page as it came, without its scripts. To be taken before anything changes it. */
export function asSent() {
  const copy = document.body.cloneNode(true);
  for (const script of copy.querySelectorAll("script")) script.remove();
  return copy.innerHTML;
}

/** Keeps a form; the newest of its language and variant. */
export async function keepForm(wave, lang, variant, seed, html, title) {
  try {
    await transact("forms", "readwrite", async (of) => {
      const all = await done(of("forms").getAll());
      const number = 1 + Math.max(0, ...all.map((form) => form.number));
      of("forms").put({ wave, lang, variant, seed, html, title, number });
    }, "relaxed");
    await (await caches.open(CACHE)).put(`/s/${encodeURIComponent(wave)}`, new Response());
  } catch {}
}

/** Forgets the forms of a wave that takes no more answers. */
export async function forgetForms(wave) {
  try {
    await transact("forms", "readwrite", async (of) => {
      for (const form of await done(of("forms").getAll())) {
        if (form.wave === wave) of("forms").delete([form.wave, form.lang, form.variant]);
      }
    }, "relaxed");
    await (await caches.open(CACHE)).delete(`/s/${encodeURIComponent(wave)}`);
  } catch {}
}

/** The forms kept here, the newest first: [[wave, lang, variant, title, seed]…]. */
export async function keptForms() {
  try {
    const all = await transact("forms", "readonly", (of) => done(of("forms").getAll()));
    return all.sort((a, b) => b.number - a.number).map((f) => [f.wave, f.lang, f.variant, f.title, f.seed]);
  } catch {
    return [];
  }
}

/** Puts a kept form into the page under another id; its data, or null. */
export async function putInPlace(wave, lang, variant, id) {
  try {
    const form = await transact("forms", "readonly", (of) => done(of("forms").get([wave, lang, variant])));
    const old = JSON.parse(form.seed)[3];
    document.documentElement.lang = lang;
    document.title = form.title;
    document.body.innerHTML = form.html.replaceAll(old, id);
    return form.seed.replaceAll(old, id);
  } catch {
    return null;
  }
}

/** Registers the service worker; calls back when a newer one waits and nothing is being filled in. */
export async function serveOffline(waits) {
  try {
    const all = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const look = async () => all.waiting && navigator.serviceWorker.controller && !(await begun()) && waits();
    all.onupdatefound = () => {
      const newer = all.installing;
      newer.onstatechange = look;
    };
    look();
  } catch {}
}

/** Lets the newer one take over, and opens the page anew, once. What another page began meanwhile comes first. */
export async function takeNewer() {
  if (await begun()) return location.reload();
  const all = await navigator.serviceWorker.getRegistration();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  all?.waiting?.postMessage("take over");
}
