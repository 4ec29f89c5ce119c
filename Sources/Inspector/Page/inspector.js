"use strict";

// The page of the inspector. All that it shows is text: nothing that came in a delivery becomes a part of the page.

const $ = (id) => document.getElementById(id);

/** Makes an element: its attributes (`on…` are listeners), then its children, of which strings are text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Makes a shape of SVG. */
function shape(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** What a text looks like where it stands in one line: the marks that turn its direction around do nothing there. */
const plain = (text, most = 200) => {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
};

const most = 20000;
const state = {
  rows: [], byID: new Map(), next: null, place: "", filter: "", selected: null, detail: null, base: null,
  isRevealed: false, form: "text", facts: { can_send: false, platforms: [] }, summary: null, source: null, lags: new Map(),
  arrived: new Set(), generation: 0,
};

// What is asked of the function.

class Problem extends Error {
  constructor(status, detail) { super(detail); this.status = status; }
}

async function ask(path, body) {
  const answer = await fetch(path, body === undefined
    ? { cache: "no-store" } : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  const text = await answer.text();
  let json = {};
  try { json = JSON.parse(text); } catch { /* What is no JSON says nothing. */ }
  if (answer.ok) return json;
  throw new Problem(answer.status, json.detail || `the answer was ${answer.status}`);
}

const get = (path, query = {}) => {
  const pairs = Object.entries(query).filter(([, value]) => value)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return ask(`/v1/${path}${pairs.length ? `?${pairs.join("&")}` : ""}`);
};

/** Does something, and says what came of it. */
async function act(work, said) {
  try {
    const answer = await work();
    toast(said || answer.message || "done");
    return answer;
  } catch (error) {
    toast(error.message);
    return null;
  }
}

let toastTimer;
function toast(text) {
  $("toast").textContent = plain(text, 400);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 6000);
}

// Coming in, and staying.

async function start() {
  try {
    state.facts = await get("inspector");
    await load();
  } catch (error) {
    if (error.status !== 401) return retry(error);
    // Where no token is asked for, the page itself begins a session.
    await fetch("/", { cache: "no-store" });
    try {
      state.facts = await get("inspector");
      await load();
    } catch (again) {
      if (again.status === 401) signIn(); else retry(again);
    }
  }
}

function retry() {
  link("waiting for it", false);
  setTimeout(start, 2000);
}

function link(text, isLive) {
  $("link").textContent = text;
  $("link").className = isLive ? "live" : "";
}

function signIn() {
  const input = make("input", { type: "password", "aria-label": "Token", autocomplete: "current-password", required: true });
  const problem = make("p", { role: "alert", class: "bad-text" });
  const form = make("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await ask("/session", { token: input.value });
        closeDialog();
        start();
      } catch (error) { problem.textContent = error.message; }
    },
  }, make("p", {}, "The token is what INSPECTOR_TOKEN says where the function runs."), input, problem,
  make("div", { class: "toolbar" }, make("button", { class: "main" }, "Sign in")));
  openDialog("Sign in", form);
  input.focus();
}

async function load() {
  const generation = ++state.generation;
  if (state.source) state.source.close();
  const snapshot = await get("snapshot", { filter: state.filter, limit: "500" });
  if (generation !== state.generation) return;
  $("filter-problem").textContent = "";
  state.rows = [];
  state.byID.clear();
  state.next = snapshot.next || null;
  state.place = snapshot.place;
  add([...snapshot.page.deliveries, ...snapshot.page.strangers], true);
  drawMinutes();
  listen(generation);
}

function listen(generation) {
  const filter = state.filter ? `&filter=${encodeURIComponent(state.filter)}` : "";
  const source = new EventSource(`/v1/stream?after=${state.place}${filter}`);
  state.source = source;
  source.onopen = () => link("live", true);
  source.onerror = () => {
    link("connecting", false);
    // The browser connects again by itself, and says how far it came; where it has given up, something else is wrong.
    if (source.readyState === EventSource.CLOSED && generation === state.generation) setTimeout(start, 1500);
  };
  source.addEventListener("deliveries", (event) => {
    if (generation !== state.generation) return;
    const news = JSON.parse(event.data);
    add([...news.deliveries, ...news.strangers], false);
  });
  source.addEventListener("reset", () => { if (generation === state.generation) load().catch(retry); });
  source.addEventListener("summary", (event) => {
    state.summary = JSON.parse(event.data);
    drawDestinations();
    lookAgain();
  });
}

addEventListener("pagehide", () => { if (state.source) state.source.close(); });

/** Puts what is known now in place of what was. */
function change(row, news) {
  Object.assign(row, news);
  row.turn = (row.turn || 0) + 1;
}

/** Takes rows in: new ones where their time places them, known ones in place of what they were. */
function add(rows, isSnapshot) {
  const fresh = [];
  for (const row of rows) {
    row.id = String(row.id);
    row.at = Date.parse(row.arrival) || 0;
    const known = state.byID.get(row.id);
    if (known) { change(known, row); continue; }
    state.byID.set(row.id, row);
    fresh.push(row);
    if (!isSnapshot) state.arrived.add(row.id);
  }
  if (fresh.length) {
    const places = (a, b) => b.at - a.at || Number(b.id) - Number(a.id) || 0;
    fresh.sort(places);
    const isNewest = !state.rows.length || places(fresh[fresh.length - 1], state.rows[0]) <= 0;
    state.rows = isNewest ? fresh.concat(state.rows) : state.rows.concat(fresh).sort(places);
    for (const row of state.rows.splice(most)) { state.byID.delete(row.id); state.next = null; }
    const grid = $("rows");
    // Who has scrolled away goes on reading where they were.
    if (!isSnapshot && isNewest && grid.scrollTop > rowHeight()) grid.scrollTop += fresh.length * rowHeight();
    minutesSoon();
  }
  draw();
}

// What has come since then of the rows that are seen.

let looking = null;
function lookAgain() {
  if (looking) return;
  looking = setTimeout(async () => {
    looking = null;
    const ids = seen().filter((row) => !row.id.startsWith("m")).map((row) => row.id);
    try {
      if (ids.length) {
        const page = await get("snapshot", { ids: ids.slice(0, 100).join(",") });
        for (const row of page.deliveries) change(state.byID.get(String(row.id)) || {}, { ...row, id: String(row.id) });
        draw();
      }
      if (state.selected && state.detail && !state.selected.startsWith("m")) await show(state.selected, true);
    } catch { /* It is looked at again with the next news. */ }
  }, 400);
}

// The stream.

const rowHeight = () => (matchMedia("(max-width: 720px)").matches ? 58 : 38);
const pool = [];
let drawing = false;

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    drawNow();
  });
}

function range() {
  const grid = $("rows");
  const height = rowHeight();
  const first = Math.max(0, Math.floor(grid.scrollTop / height) - 4);
  return [first, Math.min(state.rows.length, first + Math.ceil(grid.clientHeight / height) + 8)];
}

const seen = () => state.rows.slice(...range());

function drawNow() {
  const [first, last] = range();
  const height = rowHeight();
  $("window").style.height = `${state.rows.length * height}px`;
  $("rows").setAttribute("aria-rowcount", String(state.rows.length + 1));
  while (pool.length < last - first) {
    const element = make("div", { class: "row", role: "row" }, ...Array.from({ length: 7 }, (_, index) =>
      make(index === 0 ? "time" : "span", { role: "gridcell" })));
    element.addEventListener("click", () => select(element.dataset.id));
    pool.push(element);
    $("window").append(element);
  }
  pool.forEach((element, index) => {
    const row = state.rows[first + index];
    element.hidden = first + index >= last;
    if (element.hidden || !row) return;
    element.style.transform = `translateY(${(first + index) * height}px)`;
    fill(element, row, first + index);
  });
  const selected = pool.find((element) => !element.hidden && element.dataset.id === state.selected);
  if (selected) $("rows").setAttribute("aria-activedescendant", selected.id); else $("rows").removeAttribute("aria-activedescendant");
  state.arrived.clear();
  drawEmpty();
  if (state.next && last > state.rows.length - 200) older();
}

function fill(element, row, index) {
  const look = `${row.id} ${row.turn || 0} ${state.selected === row.id} ${state.base === row.id}`;
  element.setAttribute("aria-rowindex", String(index + 2));
  if (element.look === look) return;
  element.look = look;
  element.id = `row-${row.id}`;
  element.dataset.id = row.id;
  element.className = `row${state.arrived.has(row.id) ? " new" : ""}${state.base === row.id ? " base" : ""}`;
  element.setAttribute("aria-selected", String(state.selected === row.id));
  const [time, platform, type, verdict, became, places, ms] = element.children;
  time.textContent = clock(row.arrival);
  time.title = row.arrival || "";
  platform.textContent = plain(row.platform || "–");
  type.textContent = plain(row.type || (row.reason || "–").replace(/^not authentic: /, ""));
  type.className = row.type ? "type" : "soft";
  if (row.copies > 1) type.append(make("span", { class: "copies" }, `${row.copies} copies`));
  verdict.replaceChildren(badge(row));
  became.textContent = row.kinds ? kinds(row) : "";
  places.replaceChildren(...standings(row));
  ms.textContent = row.milliseconds === undefined ? "" : String(row.milliseconds);
  ms.className = "number";
}

const clock = (text) => {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? "" : time.toLocaleTimeString([], { hour12: false });
};

const kinds = (row) => {
  const names = [...new Set(row.kinds)];
  if (!row.actions) return row.state === "accepted" ? "nothing new" : "";
  return row.actions > 1 ? `${row.actions} × ${names.join(", ")}` : names.join(", ");
};

function badge(row) {
  if (row.state === "accepted") return make("span", { class: "badge good" }, "✓ accepted");
  if (row.state === "passed over" || row.state === "handled") return make("span", { class: "badge" }, row.state);
  const isForged = ["not authentic", "no such platform", "wrong method"].includes(row.state);
  return make("span", { class: `badge ${isForged ? "bad" : "warn"}`, title: plain(row.reason || "") }, `✕ ${row.state}`);
}

const marks = {
  settled: ["✓", "good-text", "there"], waiting: ["…", "soft", "on its way"], held: ["⏸", "warn-text", "waits behind another of its learner"],
  open: ["↻", "warn-text", "is tried again"], conflict: ["≠", "bad-text", "in conflict"], dead: ["✕", "bad-text", "given up"],
};

function standings(row) {
  const names = row.state === "accepted" ? Object.entries(row.destinations || {}) : [];
  return names.flatMap(([name, standing]) => {
    const [mark, look, words] = marks[standing] || ["?", "soft", standing];
    const text = names.length > 3 ? mark : `${mark} ${plain(name)} `;
    return [make("span", { class: look, title: `${name}: ${words}`, role: "img", "aria-label": `${plain(name)}: ${words}` }, text)];
  });
}

let isFetching = false;
async function older() {
  if (isFetching) return;
  isFetching = true;
  const generation = state.generation;
  try {
    const page = await get("snapshot", { filter: state.filter, before: state.next, limit: "500" });
    if (generation !== state.generation) return;
    state.next = page.next || null;
    add(page.page.deliveries, true);
  } catch (error) { toast(error.message); } finally { isFetching = false; }
}

function drawEmpty() {
  const isEmpty = !state.rows.length;
  $("empty").hidden = !isEmpty;
  if (!isEmpty) return;
  $("empty").replaceChildren(state.filter ? make("p", {}, "Nothing that came is taken by this filter.") : make("p", {},
    "Nothing came yet. What comes is shown here as it comes; this sends something:"));
  if (!state.filter) $("empty").append(make("code", {}, `learnhooks simulate --to ${state.facts.url || "http://127.0.0.1:8080"} --forged 5`));
}

// The strip.

let minutesTimer = null;
function minutesSoon() {
  if (!minutesTimer) minutesTimer = setTimeout(() => { minutesTimer = null; drawMinutes(); }, 1500);
}
setInterval(() => { if (!document.hidden) drawMinutes(); }, 30000);

const outcomes = [["handled", "handled"], ["repeat", "repeats"], ["refused", "refused"], ["forged", "not authentic"]];

async function drawMinutes() {
  let minutes;
  try { ({ minutes } = await get("minutes")); } catch { return; }
  const width = 180;
  const now = Math.floor(Date.now() / 60000);
  const totals = Object.fromEntries(outcomes.map(([key]) => [key, 0]));
  let peak = 1;
  const bars = [];
  for (const minute of minutes) {
    const x = width - 1 - (now - Math.floor(Date.parse(minute.minute) / 60000));
    const sum = outcomes.reduce((all, [key]) => all + minute[key], 0);
    peak = Math.max(peak, sum);
    for (const [key] of outcomes) totals[key] += minute[key];
    if (x >= 0) bars.push([x, minute]);
  }
  const chart = shape("svg", { viewBox: `0 0 ${width * 4} 46`, preserveAspectRatio: "none", role: "img",
    "aria-label": `Deliveries a minute over the last three hours, ${peak} at most` },
    shape("line", { x1: 0, x2: width * 4, y1: 45.5, y2: 45.5, class: "axis" }));
  for (const [x, minute] of bars) {
    let top = 45;
    for (const [key] of outcomes) {
      if (!minute[key]) continue;
      const height = Math.max(1, (minute[key] / peak) * 42);
      top -= height;
      chart.append(shape("rect", { x: x * 4, y: Math.max(0, top), width: 3, height, class: `bar-${key}` }));
    }
  }
  $("strip").replaceChildren(make("figcaption", {}, make("span", {}, "deliveries a minute, three hours"),
    ...outcomes.map(([key, words]) => make("span", {}, make("i", { class: `bar-${key}` }), `${totals[key].toLocaleString()} ${words}`))), chart);
}

// A button that is replaced between press and release is not clicked: what is pressed stays, and the next summary draws it anew.
let isPressed = false;
addEventListener("pointerdown", () => { isPressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => { isPressed = false; }), true);

function drawDestinations() {
  if (isPressed) return;
  const list = state.summary.destinations;
  $("destinations").hidden = !list.length;
  const active = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.key : null;
  $("destinations").replaceChildren(...list.map((destination) => {
    const lag = destination.oldest ? Math.max(0, (Date.now() - Date.parse(destination.oldest)) / 1000) : 0;
    const samples = state.lags.get(destination.name) || [];
    samples.push(lag);
    state.lags.set(destination.name, samples.slice(-60));
    const peak = Math.max(1, ...samples);
    const points = samples.slice(-60).map((value, index) => `${index * (70 / 59)},${21 - (value / peak) * 19}`).join(" ");
    const bad = [["retrying", "retrying"], ["held", "held"], ["dead", "dead"], ["conflicts", "in conflict"]]
      .filter(([key]) => destination[key]).map(([key, words]) => `${destination[key].toLocaleString()} ${words}`);
    const name = encodeURIComponent(destination.name);
    const button = (verb, words, body) => make("button", {
      type: "button", "data-key": `${destination.name} ${verb}`, "aria-label": `${words} ${destination.name}`,
      onclick: () => act(() => ask(`/v1/destinations/${name}/${verb}`, body)),
    }, words);
    return make("li", {}, make("b", {}, plain(destination.name)),
      make("small", {}, destination.paused ? "paused" : destination.behind ? `${destination.behind.toLocaleString()} behind, ${seconds(lag)}` : "up to date",
        bad.length ? make("span", { class: "bad-text" }, ` · ${bad.join(" · ")}`) : null),
      shape("svg", { viewBox: "0 0 70 22", role: "img", "aria-label": `Lag of ${destination.name}: ${seconds(lag)}` }, shape("polyline", { points })),
      make("span", { class: "buttons" },
        destination.paused ? button("resume", "Resume", {}) : button("pause", "Pause", { reason: "by a person at the inspector" }),
        destination.dead ? make("button", { type: "button", onclick: () => manyDialog(destination.name), "aria-label": `Dead letters of ${destination.name}` }, "Dead…") : null),
      destination.last_error && (destination.behind || bad.length) ? make("p", {}, plain(destination.last_error.reason)) : null);
  }));
  if (active) for (const element of document.querySelectorAll("[data-key]")) if (element.dataset.key === active) element.focus();
}

const seconds = (value) => (value < 1 ? "no lag" : value < 90 ? `${Math.round(value)} s` : value < 5400 ? `${Math.round(value / 60)} min` : `${Math.round(value / 3600)} h`);

// One delivery.

function select(id) {
  state.selected = id;
  state.isRevealed = false;
  draw();
  show(id, false);
}

function move(step) {
  if (!state.rows.length) return;
  const place = state.rows.findIndex((row) => row.id === state.selected);
  const next = Math.min(state.rows.length - 1, Math.max(0, place < 0 ? 0 : place + step));
  const grid = $("rows");
  const [top, height] = [next * rowHeight(), rowHeight()];
  if (top < grid.scrollTop) grid.scrollTop = top;
  if (top + 2 * height > grid.scrollTop + grid.clientHeight) grid.scrollTop = top + 2 * height - grid.clientHeight;
  select(state.rows[next].id);
}

function closeDetail() {
  state.selected = null;
  state.detail = null;
  $("detail").hidden = true;
  document.body.classList.remove("open");
  draw();
}

async function show(id, isAgain) {
  let detail;
  try {
    detail = await get(`deliveries/${id}`, state.isRevealed ? {} : { mask: "yes" });
  } catch (error) {
    if (!isAgain) toast(error.message);
    return;
  }
  if (state.selected !== id) return;
  const look = JSON.stringify([detail, state.isRevealed, state.form]);
  if (isAgain && look === state.look) return;
  state.look = look;
  state.detail = detail;
  drawDetail();
}

function drawDetail() {
  const detail = state.detail;
  const row = state.byID.get(String(detail.id)) || {};
  const panel = $("detail");
  panel.hidden = false;
  document.body.classList.add("open");
  const place = panel.dataset.id === String(detail.id) ? panel.scrollTop : 0;
  panel.dataset.id = String(detail.id);
  const isStored = !String(detail.id).startsWith("m");
  const button = (words, key, work, look) => make("button", { type: "button", class: look, onclick: work }, words, key ? make("kbd", { "aria-hidden": "true" }, key) : null);
  const dead = (detail.actions || []).some((action) => action.destinations.some((place) => ["dead", "open", "held"].includes(place.state)));
  const facts = [isStored ? `delivery ${detail.id}` : "in memory alone", detail.arrival && new Date(detail.arrival).toLocaleString(),
    detail.copies > 1 && `came ${detail.copies} times, last at ${clock(detail.last)}`, detail.secret && `proven by secret ${detail.secret}`,
    detail.status && `answered ${detail.status}`, (detail.milliseconds ?? row.milliseconds) !== undefined && `${detail.milliseconds ?? row.milliseconds} ms`];
  panel.replaceChildren(
    make("header", {}, make("h2", {}, plain(`${detail.platform || "no platform"}  ${detail.type || ""}`, 300)), badge(detail),
      make("button", { type: "button", "aria-label": "Close", onclick: closeDetail }, "✕")),
    make("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    make("div", { class: "toolbar" },
      isStored && detail.state === "accepted" && button("Replay", "r", replayDialog, "main"),
      state.facts.can_send && detail.platform && button("Edit and send", "e", editDialog),
      button("Compare", "c", compare), copyMenu(),
      dead && button("Release", null, () => many("release", { delivery: String(detail.id) })),
      dead && button("Drop", null, () => many("drop", { delivery: String(detail.id) }), "danger"),
      button(state.isRevealed ? "Hide personal data" : "Show personal data", "p", reveal)),
    ...why(detail), ...checks(detail), ...actions(detail), ...attempts(detail), ...request(detail));
  panel.scrollTop = place;
}

function reveal() {
  state.isRevealed = !state.isRevealed;
  show(state.selected, false);
}

function why(detail) {
  if (!detail.reason) return [];
  const isForged = !["accepted", "refused"].includes(detail.state);
  return [make("div", { class: `why${isForged ? "" : " warn"}` }, make("b", {}, "Why it was refused: "), plain(detail.reason, 2000),
    ...(detail.causes || []).map((cause) => make("p", {}, make("b", {}, "Cause: "), plain(cause, 2000))))];
}

function checks(detail) {
  if (!(detail.checks || []).length) return [];
  return [make("h3", {}, "What was checked at the door"), make("ul", { class: "checks" }, ...detail.checks.map((check) => make("li", {},
    make("span", { class: `mark ${check.passed ? "good-text" : "bad-text"}`, role: "img", "aria-label": check.passed ? "passed" : "failed" }, check.passed ? "✓" : "✕"),
    make("span", {}, plain(check.name)), make("span", {}, plain(check.finding, 2000)))))];
}

function actions(detail) {
  if (!(detail.actions || []).length) return [];
  const forms = [["text", "Text"], ["event", "CloudEvent"], ["statement", "xAPI"]];
  const tabs = make("div", { class: "tabs", role: "tablist", "aria-label": "Form" }, ...forms.map(([form, words]) => make("button", {
    type: "button", role: "tab", "aria-selected": String(state.form === form), "aria-controls": "forms",
    onclick: () => { state.form = form; drawDetail(); },
  }, words)));
  const shown = detail.actions.slice(0, 100).map((action) => {
    const content = action[state.form];
    const text = content === undefined ? "there is no statement of it" : typeof content === "string" ? content.replace(/ {2,}/g, "  ") : JSON.stringify(content, null, 2);
    return make("div", {}, make("pre", { tabindex: "0" }, text), make("p", { class: "facts" }, ...action.destinations.flatMap((place) => {
      const [mark, look, words] = marks[place.state] || ["?", "soft", place.state];
      return [make("span", { class: look }, `${mark} ${plain(place.name)}: ${words}${place.reason ? `, ${plain(place.reason, 400)}` : ""}`), "  "];
    })));
  });
  return [make("h3", {}, detail.actions.length === 1 ? "The action it became" : `The ${detail.actions.length} actions it became`), tabs,
    make("div", { id: "forms", role: "tabpanel" }, ...shown)];
}

function attempts(detail) {
  if (!(detail.attempts || []).length) return [];
  return [make("h3", {}, "Requests to destinations"), make("table", {}, make("thead", {}, make("tr", {},
    ...["Time", "Destination", "Answer", "ms"].map((head) => make("th", { scope: "col" }, head)))),
  make("tbody", {}, ...detail.attempts.slice(0, 50).map((attempt) => make("tr", {}, make("td", {}, clock(attempt.time)),
    make("td", {}, plain(attempt.destination)),
    make("td", { class: attempt.reason ? "bad-text" : "good-text" }, `${attempt.status || "none"}${attempt.reason ? `: ${plain(attempt.reason, 400)}` : ""}${attempt.requests > 1 ? ` (${attempt.requests} times)` : ""}`),
    make("td", {}, String(attempt.milliseconds))))))];
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

function request(detail) {
  const headers = Object.entries(detail.headers || {});
  const body = detail.body;
  return [make("h3", {}, "The request"), make("p", { class: "facts" }, plain(`${detail.method || ""} ${detail.path || ""}`, 400)),
    headers.length ? make("table", { class: "headers" }, make("tbody", {}, ...headers.map(([name, value]) => make("tr", {},
      make("th", { scope: "row" }, plain(name)), make("td", {}, plain(value, 4000)))))) : null,
    make("h3", {}, `Body, ${(detail.bytes || 0).toLocaleString()} bytes`),
    body === undefined ? make("p", { class: "facts" }, "it is not kept any more") : make("pre", { tabindex: "0" },
      body === "" ? "(empty)" : pretty(body).slice(0, 200000))].filter(Boolean);
}

// What can be done.

const whole = () => get(`deliveries/${state.selected}`);

async function copy(text, words) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${words} is copied`);
  } catch {
    openDialog(words, make("textarea", { readonly: true, "aria-label": words }, text), closing());
  }
}

const word = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const copies = {
  curl: ["curl", (detail) => {
    const dropped = new Set(["host", "content-length", "connection", "accept-encoding", "transfer-encoding"]);
    const headers = Object.entries(detail.headers || {}).filter(([name]) => !dropped.has(name.toLowerCase()))
      .map(([name, value]) => `  --header ${word(`${name}: ${value}`)} \\`);
    return ["# tokens and secret parts of the path are not kept, and signatures age: learnhooks sign makes new ones",
      `curl --silent --show-error --request ${detail.method} \\`, ...headers,
      `  --data-raw ${word(detail.body || "")} \\`, `  --url ${word(`${state.facts.url || "http://127.0.0.1:8080"}${detail.path}`)}`].join("\n");
  }],
  sample: ["sample file", (detail) => `${pretty(detail.body || "")}\n`],
  recorded: ["recorded delivery", (detail) => JSON.stringify({
    version: "2.0", routeKey: "$default", rawPath: detail.path, rawQueryString: "", headers: detail.headers || {},
    requestContext: { http: { method: detail.method, path: detail.path, protocol: "HTTP/1.1" }, timeEpoch: Date.parse(detail.arrival) },
    body: detail.body || "", isBase64Encoded: Boolean(detail.is_base64), checks: detail.checks || [],
  })],
};

function copyMenu() {
  const menu = make("select", { "aria-label": "Copy as", onchange: async () => {
    const [words, form] = copies[menu.value];
    menu.value = "";
    try { await copy(form(await whole()), words); } catch (error) { toast(error.message); }
  } }, make("option", { value: "" }, "Copy as…"), ...Object.entries(copies).map(([key, [words]]) => make("option", { value: key }, words)));
  return menu;
}

function replayDialog() {
  const names = (state.summary ? state.summary.destinations : []).map((destination) => destination.name);
  if (!names.length) {
    return openDialog("Replay", make("p", {}, state.facts.can_send
      ? "No destination is set, so there is nowhere to send it again. Edit and send makes a delivery of it anew, signed, at the door."
      : "No destination is set, so there is nowhere to send it again."), make("div", { class: "toolbar" },
      state.facts.can_send && make("button", { type: "button", class: "main", onclick: () => { closeDialog(); editDialog(); } }, "Edit and send"), cancel()));
  }
  const choice = make("select", { "aria-label": "Where" }, make("option", { value: "" }, "every destination"),
    ...names.map((name) => make("option", { value: name }, name)));
  const id = state.selected;
  return openDialog("Replay", make("p", {}, "Its actions are sent again under the same ids. What is tried again or given up is not: release does that."), choice,
    make("div", { class: "toolbar" }, cancel(), make("button", { type: "button", class: "main", onclick: () => {
      closeDialog();
      act(() => ask("/v1/replay", choice.value ? { delivery: id, destination: choice.value } : { delivery: id }));
    } }, "Replay")));
}

async function editDialog() {
  let detail;
  try { detail = await whole(); } catch (error) { return toast(error.message); }
  const text = make("textarea", { "aria-label": "Body", spellcheck: "false" });
  text.value = pretty(detail.body || "");
  return openDialog("Edit and send again", make("p", {}, `It is signed as ${plain(detail.platform)} signs, with the secret of this run, and comes in at the door like any other.`),
    text, make("div", { class: "toolbar" }, cancel(), make("button", { type: "button", class: "main", onclick: async () => {
      const answer = await act(() => ask("/v1/send", { platform: detail.platform, body: text.value }), "sent");
      if (!answer) return;
      closeDialog();
      toast(`answered ${answer.status}: ${answer.body}`);
    } }, "Sign and send")));
}

async function many(verb, members) {
  await act(async () => {
    let all = 0;
    for (;;) {
      const { rows } = await ask(`/v1/${verb}`, members);
      all += rows;
      if (!rows) return { message: `${all} ${all === 1 ? "row is" : "rows are"} ${verb === "release" ? "tried again" : "let go of"}` };
    }
  });
  lookAgain();
}

function manyDialog(name) {
  const filter = make("input", { "aria-label": "Filter", value: `destination:${name} state:dead` });
  const button = (words, verb, look) => make("button", { type: "button", class: look, onclick: () => { closeDialog(); many(verb, { filter: filter.value }); } }, words);
  openDialog("What was given up", make("p", {}, "Release tries again what this filter takes; drop lets go of it for good."), filter,
    make("div", { class: "toolbar" }, cancel(), button("Drop", "drop", "danger"), button("Release", "release", "main")));
}

async function compare() {
  if (!state.selected) return;
  if (!state.base || state.base === state.selected) {
    state.base = state.base === state.selected ? null : state.selected;
    toast(state.base ? "now choose another delivery, and press c" : "nothing is compared");
    return draw();
  }
  try {
    const [first, second] = await Promise.all([get(`deliveries/${state.base}`), whole()]);
    const lines = difference(pretty(first.body || "").split("\n"), pretty(second.body || "").split("\n"));
    openDialog(`Body of ${state.base} and of ${state.selected}`, make("pre", { class: "diff", tabindex: "0" }, ...lines.map(([mark, line]) =>
      (mark === "+" ? make("ins", {}, `+ ${line}`) : mark === "-" ? make("del", {}, `- ${line}`) : `  ${line}\n`))), closing());
    $("dialog").className = "wide";
  } catch (error) { toast(error.message); }
  state.base = null;
  draw();
}

/** The lines of two texts, those of one alone marked: by their longest common part, where they are short enough for that. */
function difference(one, other) {
  const lines = [];
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) lines.push([" ", one[start++]]);
  let [end, otherEnd] = [one.length, other.length];
  const tail = [];
  while (end > start && otherEnd > start && one[end - 1] === other[otherEnd - 1]) { tail.unshift([" ", one[--end]]); otherEnd -= 1; }
  const [left, right] = [one.slice(start, end), other.slice(start, otherEnd)];
  if (left.length * right.length > 4e6) return [...lines, ...left.map((line) => ["-", line]), ...right.map((line) => ["+", line]), ...tail];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = left[i] === right[j] ? lengths[(i + 1) * width + j + 1] + 1 : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) { lines.push([" ", left[i]]); i += 1; j += 1; }
    else if (j >= right.length || (i < left.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) lines.push(["-", left[i++]]);
    else lines.push(["+", right[j++]]);
  }
  return lines.concat(tail);
}

// Dialogs.

function openDialog(title, ...content) {
  const dialog = $("dialog");
  dialog.className = "";
  dialog.replaceChildren(make("h2", { id: "dialog-title" }, title), ...content);
  if (!dialog.open) dialog.showModal();
}
function closeDialog() { $("dialog").close(); }
const cancel = () => make("button", { type: "button", onclick: closeDialog }, "Cancel");
const closing = () => make("div", { class: "toolbar" }, make("button", { type: "button", onclick: closeDialog }, "Close"));

function help() {
  const entries = (pairs) => make("dl", {}, ...pairs.flatMap(([key, words]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)]));
  openDialog("Keys and filters", entries([["j  k", "next and previous delivery"], ["/", "filter"], ["r", "replay"], ["e", "edit and send again"],
    ["c", "compare this body with another's"], ["p", "show or hide personal data"], ["Esc", "close"]]), make("p", {}),
  entries([["platform:knolyx", "of a platform"], ["type:PING", "of a type of event"], ["kind:activity.*", "that became actions of a kind"],
    ["state:dead", "accepted, refused, open, dead, conflict"], ["learner:ID", "of a learner: an id, or an address"], ["destination:crm", "with a row there that did not go smoothly"],
    ["since:2h until:30m", "in a time"]]), closing());
}

// Keys, and what stays.

const keys = { j: () => move(1), k: () => move(-1), "/": () => $("filter").focus(), r: () => state.detail && state.detail.state === "accepted" && replayDialog(),
  e: () => state.detail && state.facts.can_send && state.detail.platform && editDialog(), c: compare, p: () => state.selected && reveal(), "?": help, ArrowDown: () => move(1), ArrowUp: () => move(-1),
  Escape: closeDetail };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog").open) return;
  const target = event.target;
  if (target.matches("input, textarea, select")) { if (event.key === "Escape") target.blur(); return; }
  if (event.key.startsWith("Arrow") && target !== $("rows") && target !== document.body) return;
  const work = keys[event.key];
  if (!work) return;
  event.preventDefault();
  work();
});

let filterTimer;
function filterNow() {
  clearTimeout(filterTimer);
  state.filter = $("filter").value.trim();
  $("rows").scrollTop = 0;
  load().catch((error) => { if (error.status === 422) $("filter-problem").textContent = error.message; else retry(); });
}
$("filter").addEventListener("input", () => { clearTimeout(filterTimer); filterTimer = setTimeout(filterNow, 350); });
$("search").addEventListener("submit", (event) => { event.preventDefault(); filterNow(); $("rows").focus(); });
$("rows").addEventListener("scroll", draw, { passive: true });
addEventListener("resize", draw);
$("help-button").addEventListener("click", help);

const dark = matchMedia("(prefers-color-scheme: dark)");
function paint(theme) { document.documentElement.dataset.theme = theme; }
function usual() { try { return localStorage.getItem("theme"); } catch { return null; } }
paint(usual() || (dark.matches ? "dark" : "light"));
dark.addEventListener("change", () => { if (!usual()) paint(dark.matches ? "dark" : "light"); });
$("theme").addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  paint(theme);
  try { localStorage.setItem("theme", theme); } catch { /* It lasts for this page alone. */ }
});

$("destinations").hidden = true;
start();
