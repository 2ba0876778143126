// What is at home in JavaScript about the form: its controls, a fresh id, a voice. Decisions are made in Rust.

import { askFirst } from "./device.js";
import { canKeep } from "./store.js";

const controls = (form) => Array.from(form.elements).filter((c) => c.name && c.type !== "hidden");
const isPick = (c) => c.type === "radio" || c.type === "checkbox";

/** The filled controls as [name, value] pairs. */
export function fields(form) {
  const names = new Set(controls(form).map((c) => c.name));
  return Array.from(new FormData(form)).filter(([name, value]) => names.has(name) && value.trim());
}

// Where nothing is kept, what stands on the form is all there is. A shared tablet leaves it behind all the same.
addEventListener("beforeunload", (event) => {
  const form = document.querySelector("form.items");
  if (form && !canKeep() && !("kiosk" in document.documentElement.dataset) && fields(form).length > 0) askFirst(event);
});

/** Sets every control as these pairs say. */
export function fill(form, pairs) {
  const all = controls(form);
  const picks = new Set(all.filter(isPick).map((c) => `${c.name} ${c.value}`));
  for (const c of all) {
    const mine = pairs.filter(([name]) => name === c.name).map(([, value]) => value);
    if (isPick(c)) c.checked = mine.includes(c.value);
    // a special answer beside a box shares its name; it is not typed
    else c.value = mine.find((v) => !picks.has(`${c.name} ${v}`)) ?? "";
  }
}

/** An answer that stands alone takes the others of its item away, and they take it away. */
export function keepAlone(touched) {
  if (touched.type === "radio" || (touched.type === "checkbox" && !touched.checked)) return;
  const apart = (c) => c.closest(".apart") !== null;
  for (const other of touched.closest("fieldset").elements) {
    if (other === touched || !(apart(touched) || apart(other))) continue;
    if (isPick(other)) other.checked = false;
    else if (apart(touched)) other.value = "";
  }
}

/** A new id whose first two bytes, which decide block and order, stay. */
export function freshId(id) {
  const bytes = crypto.getRandomValues(new Uint8Array(14));
  return id.slice(0, 4) + Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

const voice = (lang) =>
  speechSynthesis.getVoices().find((v) => v.localService && v.lang.slice(0, 2) === lang.slice(0, 2));

/** Calls back once a voice on this device speaks the language; text never leaves the device to be read. */
export function whenVoice(lang, there) {
  if (!globalThis.speechSynthesis) return;
  const look = () => voice(lang) && there();
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
}

/** Reads the item on the screen aloud, or stops reading. */
export function read(lang, item) {
  if (speechSynthesis.speaking) return speechSynthesis.cancel();
  const parts = document.getElementById(item).querySelectorAll("legend, .hint, .choice, option");
  const said = new SpeechSynthesisUtterance(Array.from(parts, (p) => p.textContent).join("。\n"));
  said.voice = voice(lang);
  said.lang = lang;
  said.rate = 0.9;
  speechSynthesis.speak(said);
}
