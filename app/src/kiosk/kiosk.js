// The screens of a shared tablet. This page never holds an answer: the form is a page of its own. The machine
// that keeps and sends lives in the resident's wasm; here it is told and heard by events: `minxin-do` [verb, ...] to it, `minxin-heard` {what, ...} from it.

const page = document.getElementById("minxin-kiosk");
const { lang, any, leave, say } = JSON.parse(document.getElementById("kiosk-words").textContent);
const $ = (id) => document.getElementById(id);
const KEPT = "minxin.kiosk";
const HANDED = "minxin.handed";
/** The thank-you goes by itself after so long, milliseconds. */
const GONE = 5000;
/** How often at most the county is told how many answers are here, milliseconds. */
const REPORT = 30_000;

const fill = (words, values) => Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words);

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
};
/** Keeps what this tablet is, in the machine's store too: a browser that is killed may forget what it wrote last here. */
const write = (device) => {
  device.written = (device.written ?? 0) + 1;
  const text = JSON.stringify(device);
  localStorage.setItem(KEPT, text);
  return ask("remember", text);
};
let device = read();
let counts = { saved: 0, delivered: 0, attention: 0, full: false, aside: [] };

// the machine ------------------------------------------------------------------------------------------------------

const tell = (...words) => dispatchEvent(new CustomEvent("minxin-do", { detail: words }));

/** Asks the machine something; what it answers. */
function ask(...words) {
  const ticket = `${Math.random()}`;
  return new Promise((answered) => {
    const hear = ({ detail }) => {
      if (detail.ticket !== ticket) return;
      removeEventListener("minxin-heard", hear);
      answered(detail.answer);
    };
    addEventListener("minxin-heard", hear);
    tell("ask", ticket, ...words);
  });
}

/** Once the wasm stands. */
const standing = new Promise((there) => {
  const root = document.documentElement;
  const look = () => "hydrated" in root.dataset && (there(), true);
  if (!look()) new MutationObserver((_, own) => look() && own.disconnect()).observe(root, { attributes: true });
});

addEventListener("minxin-heard", ({ detail }) => {
  if (detail.what !== "counts") return;
  counts = detail;
  show();
});
addEventListener("minxin-waits", () => ($("update").hidden = false));

// screens ----------------------------------------------------------------------------------------------------------

let screen;
let timer;

function go(to) {
  clearTimeout(timer);
  screen = to;
  for (const section of page.querySelectorAll("section")) section.hidden = section.id !== to;
  $("said").hidden = true;
  scrollTo(0, 0);
  const title = $(to).querySelector("h1");
  title.tabIndex = -1;
  title.focus();
  if (to === "start") offer();
  if (to === "prepare") look();
  if (to === "thanks") timer = setTimeout(() => go("start"), GONE);
  show();
}

function speak(name, values = {}) {
  $("said").textContent = fill(say[name], values);
  $("said").hidden = false;
}

function show() {
  const pending = counts.saved;
  for (const [id, n] of [["pending", pending], ["delivered", counts.delivered], ["attention", counts.attention]]) {
    $(id).textContent = n;
    $(`end-${id}`).textContent = n;
  }
  $("today").textContent = today().n;
  $("aside").replaceChildren(...counts.aside.map(([receipt, reason]) => {
    const row = document.createElement("li");
    row.textContent = fill(say.reason, { receipt, reason });
    return row;
  }));
  if (screen === "end") sending(pending);
  if (screen === "start") room();
}

/** Whoever begins must be able to finish: nearly full, nobody begins. */
function room() {
  for (const button of $("tongues").children) button.disabled = counts.full;
  if (counts.full) speak("full");
  else if ($("said").textContent === say.full) $("said").hidden = true;
}

/** Finished here today: a number and nothing else. */
function today() {
  const day = new Date().toLocaleDateString("sv-SE");
  const kept = device?.today;
  return kept?.day === day ? kept : { day, n: 0 };
}

// set up -----------------------------------------------------------------------------------------------------------

async function call(method, path, body) {
  const headers = { "content-type": "application/json" };
  if (device?.token) headers.authorization = `Bearer ${device.token}`;
  try {
    const reply = await fetch(path, { method, headers, body, credentials: "omit", cache: "no-store" });
    return { status: reply.status, said: await reply.json().catch(() => null) };
  } catch {
    return { status: 0 };
  }
}

async function enrol(code) {
  // an address typed or pasted whole is fine: the code is what follows the #
  const { status, said } = await call("POST", "/api/v1/devices:enrol", JSON.stringify({ code: code.split("#").pop().trim().toLowerCase() }));
  if (status !== 200 || !said?.token) return speak(status === 0 ? "offline" : "wrong_code");
  device = { ...device, ...said, kept: {}, lang };
  await write(device);
  go("prepare");
}

// getting ready ----------------------------------------------------------------------------------------------------

/** As the county's server saw it when this was prepared: a tablet's clock decides nothing. */
const open = (wave) => wave.state === "open";

/** Every form to keep: wave × language × what the first two bytes of an id decide. */
const wanted = () =>
  (device?.waves ?? []).filter(open).flatMap((wave) =>
    wave.languages.flatMap((tongue) =>
      Array.from({ length: 2 * Math.max(1, wave.blocks) }, (_, i) => {
        const variant = [i >> 1, i & 1].map((b) => b.toString(16).padStart(2, "0")).join("");
        return { wave, tongue, variant, name: `${wave.id} ${wave.version} ${tongue} ${variant}` };
      }),
    ),
  );

function line(name, good, about = "") {
  const row = $(`ready-${name}`);
  row.classList.toggle("good", good);
  row.dataset.good = good;
  row.querySelector("small").textContent = about;
  return good;
}

/** The readiness list as things stand. */
async function look() {
  const days = (ms) => new Date(ms).toLocaleDateString(lang);
  const all = wanted();
  const kept = all.filter((form) => device.kept?.[form.name]);
  const state = await ask("state");
  const complete = all.length > 0 && kept.length === all.length;
  const sealed = complete && all.every(({ wave }) => state.sealable.includes(wave.id));
  const good = [
    line("enrolled", !!device?.token && device.expires > Date.now(), fill(say.until, { name: device.name, day: days(device.expires) })),
    line("forms", complete, all.length ? fill(say.forms, { n: kept.length, total: all.length }) : say.no_waves),
    line("sealed", sealed, complete && !sealed ? say.not_sealed : ""),
    line("persisted", state.persisted, state.persisted ? "" : say.not_persisted),
    // ten gigabytes is what some browsers say whatever there is
    line("room", state.room > 20e6 && !counts.full, !state.canKeep ? say.unsafe : state.room < 0 || state.room > 1e10 ? "" : fill(say.room, { n: Math.floor(state.room / 1e6) })),
    line("app", state.app !== "", fill(say.version, { v: state.app || "–" })),
  ].every(Boolean);
  if (screen === "prepare") speak(good ? "ready" : "not_ready");
  page.dataset.ready = good;
  return good;
}

async function prepare() {
  const bar = $("progress");
  $("prepare-go").setAttribute("aria-disabled", "true");
  try {
    const { status, said } = await call("GET", "/api/v1/device");
    if (status === 401) return speak("ended");
    if (status !== 200) return speak("offline");
    device = { ...device, ...said };
    write(device);
    await ask("offline");
    const all = wanted();
    const kept = {};
    bar.hidden = false;
    bar.max = all.length || 1;
    for (const [n, form] of all.entries()) {
      bar.value = n;
      speak("working", { n, total: all.length });
      if (!(await fetchForm(form))) {
        bar.hidden = true;
        return speak("offline");
      }
      kept[form.name] = true;
    }
    bar.value = all.length;
    device.kept = kept;
    await write(device);
    await look();
  } finally {
    $("prepare-go").removeAttribute("aria-disabled");
  }
}

/** A form in the words of a tablet. */
const formAt = (wave, tongue) => `/s/${encodeURIComponent(wave.id)}?lang=${tongue}&on=tablet`;

/** Keeps one form; false where it did not come. */
async function fetchForm({ wave, tongue, variant }) {
  const id = variant + Array.from(crypto.getRandomValues(new Uint8Array(14)), (b) => b.toString(16).padStart(2, "0")).join("");
  try {
    const reply = await fetch(`${formAt(wave, tongue)}&id=${id}`, { credentials: "omit", cache: "no-store" });
    if (!reply.ok) return false;
    // its styles are for the nonce of that answer; this page has its own
    const text = (await reply.text()).replaceAll(/<style[^>]*>[^<]*<\/style>/g, "");
    const whole = new DOMParser().parseFromString(text, "text/html");
    const seed = whole.getElementById("minxin-form").textContent;
    for (const script of whole.querySelectorAll("script")) script.remove();
    await ask("keep", wave.id, tongue, variant, seed, whole.body.innerHTML, whole.title);
    return true;
  } catch {
    return false;
  }
}

/** Where the browser lets this page be kept on the home screen, a button does it; nothing asks by itself. */
let install;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install = event;
  $("install").hidden = false;
});
$("install").addEventListener("click", () => {
  $("install").hidden = true;
  install.prompt();
});

// an interview -----------------------------------------------------------------------------------------------------

let chosen;

/** The first screen: languages to choose from, the village as it was. */
function offer() {
  const waves = (device?.waves ?? []).filter(open);
  options($("wave"), waves.map((wave) => [wave.id, `${wave.area} · ${wave.title[lang] ?? Object.values(wave.title)[0]}`]), device.wave);
  $("wave-label").hidden = waves.length < 2;
  options($("village"), [...(device.villages ?? []).map((v) => [v.code, v.name]), ["", any]], device.village ?? device.villages?.[0]?.code ?? "");
  $("village-label").hidden = !device.villages?.length;
  $("helped").checked = false;
  tongues();
  if (waves.length === 0) speak("no_waves");
}

function options(select, rows, value) {
  select.replaceChildren(...rows.map(([code, name]) => new Option(name, code, false, code === value)));
}

function tongues() {
  const wave = device.waves.find((w) => w.id === $("wave").value);
  // Chinese first, then as the questionnaire has them
  const own = [...(wave?.languages ?? [])].sort((a, b) => b.startsWith("zh") - a.startsWith("zh"));
  $("tongues").replaceChildren(...own.map((tongue) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn tongue";
    button.lang = tongue;
    button.textContent = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" }[tongue] ?? tongue;
    button.addEventListener("click", () => {
      chosen = { wave, tongue };
      go("hand");
    });
    return button;
  }));
  room();
}

function begin() {
  if (counts.full) return go("start");
  const { wave, tongue } = chosen;
  const village = $("village").value;
  device = { ...device, wave: wave.id, village };
  write(device);
  const place = village && wave.place_item && wave.places.includes(village) ? [wave.place_item, village] : ["", ""];
  const variants = wanted().filter((f) => f.wave === wave && f.tongue === tongue && device.kept?.[f.name]).map((f) => f.variant);
  const dice = crypto.getRandomValues(new Uint32Array(1))[0];
  const variant = variants.length ? variants[dice % variants.length] : "";
  const words = leave[tongue] ?? leave[lang];
  sessionStorage.setItem(HANDED, JSON.stringify([wave.id, tongue, ...place, variant, $("helped").checked ? "1" : "", words]));
  location.replace(formAt(wave, tongue));
}

// handing in -------------------------------------------------------------------------------------------------------

let most = 0;

function sending(pending) {
  most = Math.max(most, pending);
  const bar = $("sent");
  bar.max = most || 1;
  bar.value = most - pending;
  bar.hidden = most === 0;
  if (counts.stopped) speak("stopped");
  else if (pending > 0) speak("sending", { n: pending });
  else if (counts.attention === 0) speak("all_in");
}

let reported;
let last = 0;

/** Tells the county how many answers are here; never which. */
async function report() {
  const pending = counts.saved + counts.attention;
  if (!device?.token || pending === reported || Date.now() - last < REPORT && pending > 0) return;
  last = Date.now();
  const { status } = await call("POST", "/api/v1/device/report", JSON.stringify({ pending }));
  if (status === 204) reported = pending;
}

// beginning --------------------------------------------------------------------------------------------------------

page.addEventListener("click", ({ target }) => {
  const to = target.closest("[data-to]")?.dataset.to;
  if (to) go(to);
});
$("enrol-form").addEventListener("submit", (event) => {
  event.preventDefault();
  enrol($("code").value);
});
$("prepare-go").addEventListener("click", prepare);
$("wave").addEventListener("change", tongues);
$("begin").addEventListener("click", begin);
$("stay").addEventListener("click", () => clearTimeout(timer));
$("send").addEventListener("click", () => tell("tap"));
$("update").addEventListener("click", () => tell("update"));
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
addEventListener("hashchange", () => location.reload()); // a code scanned while this page stands
setInterval(report, 2000);

/** Takes up where this tablet was; a function because the oldest browsers that carry this page cannot await outside one. */
async function takeUp() {
  // this page keeps its own language, whatever the last resident read
  const asked = new URLSearchParams(location.search).get("lang");
  if (device && asked) {
    device.lang = lang;
    write(device);
  } else if (device?.lang && device.lang !== lang) {
    return location.replace(`/kiosk?lang=${device.lang}`);
  }
  await standing;
  await ask("wipe"); // whoever was here before left nothing behind
  const remembered = JSON.parse((await ask("recall")) || "null");
  if ((remembered?.written ?? 0) > (device?.written ?? 0)) {
    device = remembered;
    localStorage.setItem(KEPT, JSON.stringify(device));
  }
  const done = sessionStorage.getItem("minxin.done");
  sessionStorage.removeItem("minxin.done");
  sessionStorage.removeItem(HANDED);
  const code = location.hash.slice(1);
  if (code) history.replaceState(null, "", location.pathname + location.search);
  if (code && !done) {
    go("enrol");
    await enrol(code);
  } else if (!device?.token) {
    go("enrol");
  } else if (done) {
    const { n, day } = today();
    device.today = { n: n + 1, day };
    write(device);
    $("receipt").textContent = done;
    go("thanks");
  } else {
    go(device.kept && Object.keys(device.kept).length ? "start" : "prepare");
  }
  tell("counts");
  page.dataset.standing = "";
}
takeUp();
