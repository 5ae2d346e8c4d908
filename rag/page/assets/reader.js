// The reader pane: a click (or Enter) on a number brings the article with the exact words marked.
import { closeOpen } from "./opening.js";

const LINK = 'a[href^="/read?"]';
let opened = null; // the link's address, which outlives a re-rendered answer
let opener = null;
let latest = 0;

const pane = () => document.getElementById("reader-pane");
const isPhone = () => matchMedia("(max-width: 860px)").matches;

function markOpened() {
  document.querySelectorAll(LINK).forEach((link) => {
    const on = link.getAttribute("href") === opened;
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

function show(markup) {
  const body = document.getElementById("reader-body");
  body.innerHTML = markup;
  pane().classList.remove("busy");
  pane().classList.add("open");
  const words = body.querySelector("mark.cited");
  if (words) words.tabIndex = -1;
  if (!words) pane().scrollTo({ top: 0 });
  (words ?? body.querySelector("h2") ?? pane()).focus({ preventScroll: true });
  words?.scrollIntoView({ block: "center" });
  setBehind(isPhone());
}

// On a phone the pane covers the page: what is behind it cannot be reached until it closes.
function setBehind(inert) {
  for (const id of ["talk", "top"]) document.getElementById(id).inert = inert;
}

async function open(link) {
  const turn = ++latest;
  [opened, opener] = [link.getAttribute("href"), link];
  markOpened();
  pane().classList.add("busy");
  const markup = await fetched(opened);
  if (turn === latest) show(markup);
}

function close() {
  if (!pane()?.classList.contains("open")) return;
  latest += 1;
  pane().classList.remove("open", "busy");
  setBehind(false);
  const back = opener?.isConnected ? opener : document.querySelector(`${LINK}.on`);
  opened = opener = null;
  markOpened();
  back?.focus();
}

function isPlain(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

export function watchReader() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(LINK);
    if (link && isPlain(event)) {
      event.preventDefault();
      open(link);
    }
    if (event.target.closest("[data-close-reader]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !closeOpen()) close();
  });
  new MutationObserver(markOpened).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
}
