// The pane: a click (or Enter) on a link of ours brings its article, with the exact words marked,
// or the library. What was open in the pane before is one step back.
import { closeOpen } from "./opening.js";

const LISTS = ["/library?", "/coverage?", "/statements?", "/collections?", "/not-read?", "/adding?"];
const LINK = ["/read?", ...LISTS].map((at) => `a[href^="${at}"]`).join(", ");
const MOST_STEPS = 50;
let trail = []; // the addresses opened one after the other; the last is shown
let opener = null; // the link on the page that the trail began with
let latest = 0;

const pane = () => document.getElementById("reader-pane");
const body = () => document.getElementById("reader-body");
const isPhone = () => matchMedia("(max-width: 860px)").matches;
const addressOf = (link) => link.getAttribute("href");
const isList = (address) => LISTS.some((at) => address?.startsWith(at));
const linkTo = (address, within = document) =>
  [...within.querySelectorAll(LINK)].find((link) => addressOf(link) === address);

function markOpened() {
  document.querySelectorAll(LINK).forEach((link) => {
    const on = addressOf(link) === trail.at(-1);
    if (link.classList.contains("on") !== on) link.classList.toggle("on", on);
  });
}

async function fetched(address) {
  try {
    const response = await fetch(`${address}&pane=true`);
    return await response.text();
  } catch {
    return '<p class="alert" role="alert">The server could not be reached. Is it still running?</p>';
  }
}

// Where the reader goes on: at the link they came back to, the field they wrote in, the cited
// words, or else the heading.
function focusOn(choose) {
  const chosen = choose?.(body());
  const words = body().querySelector("mark.cited");
  if (words) words.tabIndex = -1;
  const at = chosen ?? words;
  if (!at) pane().scrollTo({ top: 0 });
  (at ?? body().querySelector("h2") ?? pane()).focus({ preventScroll: true });
  at?.scrollIntoView({ block: "center" });
}

async function show(choose) {
  const turn = ++latest;
  markOpened();
  pane().classList.add("busy");
  const markup = await fetched(trail.at(-1));
  if (turn !== latest) return;
  body().innerHTML = markup;
  document.dispatchEvent(new CustomEvent("byline:shown"));
  pane().classList.remove("busy");
  pane().classList.add("open");
  pane().querySelector("[data-back-reader]").hidden = trail.length < 2;
  focusOn(choose);
  setBehind(isPhone());
}

// On a phone the pane covers the page: what is behind it cannot be reached until it closes.
function setBehind(inert) {
  for (const id of ["talk", "top"]) document.getElementById(id).inert = inert;
}

// Turning a page of the library is no step: it takes the place of the page before.
function goTo(address, choose) {
  const before = isList(trail.at(-1)) && isList(address) ? trail.slice(0, -1) : trail;
  if (trail.at(-1) !== address) trail = [...before, address].slice(-MOST_STEPS);
  show(choose);
}

function follow(link) {
  const address = addressOf(link);
  if (!pane().contains(link)) [trail, opener] = [[], link];
  goTo(address);
}

function back() {
  const left = trail.pop();
  show((shown) => linkTo(left, shown));
}

function close() {
  if (!pane()?.classList.contains("open")) return;
  latest += 1;
  pane().classList.remove("open", "busy");
  setBehind(false);
  const began = opener?.isConnected ? opener : linkTo(trail[0]);
  [trail, opener] = [[], null];
  markOpened();
  began?.focus();
}

function search(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value !== "");
  const field = form.querySelector("input[type=search]");
  const query = new URLSearchParams(filled.length ? filled : [["page", "1"]]);
  goTo(`${form.getAttribute("action")}?${query}`, (shown) => {
    const next = shown.querySelector(`input[name=${field.name}]`);
    if (next) next.value = field.value; // what was typed while the answer was on its way
    return next;
  });
}

function isPlain(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

export const shownNow = () => (pane()?.classList.contains("open") ? trail.at(-1) : undefined);
export { body, close, fetched, goTo };

export function watchReader() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(LINK);
    if (link && isPlain(event)) {
      event.preventDefault();
      follow(link);
    }
    if (event.target.closest("[data-back-reader]")) back();
    if (event.target.closest("[data-close-reader]")) close();
  });
  document.addEventListener("submit", (event) => {
    if (!body()?.contains(event.target) || event.target.method !== "get") return;
    event.preventDefault();
    search(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !closeOpen()) close();
  });
  new MutationObserver(markOpened).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
}
