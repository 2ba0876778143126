// What the screens of a shared tablet ask, and what they are told; `app/src/kiosk/kiosk.js` is the other side. Their
// words are events: `minxin-do` [verb, …] comes here, `minxin-heard` goes there.
import { holds, room } from "./device.js";
import { keepForm, keptForms, serveOffline } from "./forms.js";
import { seal } from "./seal.js";
import { canKeep, forgetDrafts, recall, remember } from "./store.js";

const say = (detail) => dispatchEvent(new CustomEvent("minxin-heard", { detail }));

/** The newest build that opens without a network here. */
const version = async () => (await caches.keys()).findLast((name) => /^minxin-[0-9a-f]{12}$/.test(name))?.slice(7) ?? "";

/** The surveys whose answers this tablet can seal: every form of them that is kept here names a key, and it is tried. */
async function sealable() {
  const good = new Map();
  const tried = new Map();
  for (const [wave, , , , seed] of await keptForms()) {
    const { kid, key } = JSON.parse(seed)[7] ?? {};
    if (kid && !tried.has(kid)) tried.set(kid, Boolean(await seal(kid, key, wave, 1, "", "")));
    good.set(wave, (good.get(wave) ?? true) && tried.get(kid) === true);
  }
  return [...good].filter(([, all]) => all).map(([wave]) => wave);
}

const ASKED = {
  wipe: forgetDrafts,
  remember,
  recall,
  keep: keepForm,
  offline: async () => {
    await navigator.storage?.persist?.();
    await navigator.serviceWorker?.ready;
  },
  state: async () => ({
    canKeep: canKeep(),
    persisted: (await navigator.storage?.persisted?.()) ?? false,
    sealable: await sealable(),
    room: canKeep() ? ((await room()) ?? -1) : 0,
    app: canKeep() ? await version() : "",
  }),
};

/** Listens; `act` gets what only the outbox can do. */
export function serveKiosk(act) {
  addEventListener("minxin-do", async ({ detail: [verb, ticket, what, ...rest] }) => {
    if (verb !== "ask") return act(verb);
    say({ ticket, answer: await ASKED[what](...rest) });
  });
  serveOffline(() => dispatchEvent(new Event("minxin-waits")));
}

/** Counts, whether there is no room for another interview, whether sending has stopped, receipts and reasons of what needs a person. */
export const sayCounts = (saved, delivered, attention, full, stopped, aside) =>
  say({ what: "counts", saved, delivered, attention, full, stopped, aside });

/** What was handed over: [wave, lang, item, place, variant, helped, words for leaving]; taken once, null for nothing. */
export function takeHanded() {
  const text = sessionStorage.getItem("minxin.handed");
  sessionStorage.removeItem("minxin.handed");
  return JSON.parse(text);
}

/** Ten minutes without a touch end a visit, milliseconds. */
const IDLE = 600_000;

/**
 * Ends the visit by `leave` when nobody touches the page, when it is put aside, or by the button of these words. Answers that
 * live in this page alone keep it where it is, with nothing of them on the screen, until they are saved, sent, or asked for
 * as a file; whoever leaves then is asked by the browser.
 */
export function guard(words, leave) {
  let timer;
  let filed = false;
  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(end, IDLE);
  };
  const end = () => (holds() ? touched() : leave());
  addEventListener("minxin-rescue", () => (filed = true));
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touched, { passive: true });
  touched();
  addEventListener("pageshow", ({ persisted }) => persisted && end());
  document.documentElement.dataset.kiosk = "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aid leave";
  button.textContent = words;
  button.addEventListener("click", () => (filed ? leave() : end()));
  document.documentElement.append(button); // the body may be another one in a moment
}
