// What is written and not yet answered is kept in this tab: a reload, or a server that is away,
// loses none of it. A question that was sent meanwhile is asked when the server answers again.
import { beginEditing, isEditing } from "./editing.js";
import { press, write } from "./pressing.js";

const KEY = "byline-written";
const SOON = 300;
const EVERY = 2000;
const PATIENCE = 5000;
const MOST_TRIES = 3; // by itself; then it stands in the field, for the reader to ask
let held = read(); // { text, turns, sent, editing, tries, link }
let timer = 0;
let isLost = false;
let misses = 0;

const field = () => document.querySelector("#question textarea");
const note = () => document.getElementById("lost");
const turns = () => document.querySelectorAll("#past .turn, #live .turn").length;
const isAnswering = () => document.querySelector("#live .a[aria-busy=true]") !== null;
// Drawn, and with the conversation that the address names, or what is wrong with it.
const isWhole = () =>
  field() && document.querySelector("#first .welcome") &&
  (!new URLSearchParams(location.search).has("talk") || document.getElementById("live").textContent.trim() !== "");
const link = () => new URLSearchParams(location.search).get("q");

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null; // storage may be forbidden; what is written then lasts as long as the page
  }
}

function keep(next) {
  held = next?.text ? next : null;
  try {
    if (held) sessionStorage.setItem(KEY, JSON.stringify(held));
    else sessionStorage.removeItem(KEY);
  } catch {
    // see above
  }
}

function typed() {
  keep({ text: field().value, turns: turns(), editing: isEditing(), link: link() });
}

function sent() {
  const text = field()?.value.trim();
  if (!text) return;
  const tries = held?.text === text ? (held.tries ?? 0) : 0;
  keep({ text, turns: turns(), sent: true, editing: isEditing(), tries, link: link() });
  lookIn(SOON);
}

// The question has its place on the page: what the field still holds is all that is kept.
function taken() {
  if (!held?.sent) return;
  const again = document.querySelector("#live .turn .q")?.textContent === held.text;
  if (turns() > held.turns || (again && isAnswering())) keep({ text: field().value, turns: turns(), link: link() });
}

async function isThere() {
  try {
    return (await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch (error) {
    return error.name === "TimeoutError"; // slow is not away
  }
}

function tell(lost) {
  isLost = lost;
  note().classList.toggle("shown", lost);
  const said = note().querySelector("span");
  said.textContent = lost ? (held?.sent ? said.dataset.sent : said.dataset.typed) : "";
}

// Only while something is waited for: a page that is merely read asks nothing.
async function look() {
  if (!isLost && !held?.sent && !isAnswering()) return;
  const there = await isThere();
  if (there && isLost) return location.reload(); // the server knows nothing of this page any more
  misses = there ? 0 : misses + 1;
  if (misses > (held?.sent ? 0 : 1)) tell(true); // an answer under way is not given up for one miss
  lookIn(EVERY);
}

function lookIn(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(look, milliseconds);
}

function bringBack() {
  const was = held;
  if (!was || (link() && link() !== was.link && !was.sent)) return;
  if (was.sent && turns() > was.turns) return keep(null); // it was taken after all
  if (was.editing && turns()) beginEditing(was.text);
  if (was.sent && (was.tries ?? 0) < MOST_TRIES) {
    keep({ ...was, tries: (was.tries ?? 0) + 1 });
    press("question", was.text, "ask");
  } else if (!field().value || was.link === link()) write("question", was.text)?.focus();
}

export function watchHolding() {
  document.addEventListener("input", (event) => event.isTrusted && event.target === field() && typed());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === field()) sent();
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#ask")) sent();
    if (event.target.closest("[data-look-again]")) look();
    if (event.target.closest("[data-cancel-edit]")) keep(null);
  }, true);
  document.addEventListener("submit", (event) => event.target.matches(".sign-out") && keep(null), true);
  let isDrawn = false;
  let wasAnswering = false;
  new MutationObserver(() => {
    if (!isDrawn && isWhole()) {
      isDrawn = true;
      bringBack();
    }
    taken();
    if (isAnswering() !== wasAnswering) {
      wasAnswering = !wasAnswering;
      if (wasAnswering) lookIn(EVERY);
    }
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-busy"] });
}
