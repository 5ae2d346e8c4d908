// The keyboard: a list of keys on "?", and what each does. None acts while something is written.
import { closeDrawer, isDrawerOpen, openDrawer, openTalk } from "./conversing.js";
import { endEditing } from "./editing.js";

const list = () => document.getElementById("keys");
const field = () => document.querySelector("#question textarea");
const isWriting = (at) => at.closest("input, textarea, select, [contenteditable]") !== null;

const ACTS = {
  "/": () => field()?.focus(),
  c: () => openDrawer(),
  n: () => openTalk(""),
  l: () => document.querySelector("#top a[href^='/library']")?.click(),
  e: () => document.querySelector("#live [data-edit]")?.click(),
  r: () => document.querySelector("#live [data-press=again]")?.click(),
  s: () => document.getElementById("stop")?.click(),
  "?": () => list()?.showModal(),
};

function acted(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || list()?.open) return;
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

// One thing at a time: the drawer, then what is edited, before the pane behind them.
function escaped(event) {
  if (event.key !== "Escape" || list()?.open) return;
  if ((isDrawerOpen() && closeDrawer()) || (event.target === field() && endEditing())) event.stopImmediatePropagation();
  else if (event.target === field() && !field().value) field().blur(); // so that keys act again
}

export function watchKeys() {
  document.addEventListener("keydown", escaped);
  document.addEventListener("keydown", acted);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]")) list()?.showModal();
    if (event.target.closest("[data-close-keys]") || event.target === list()) list()?.close();
  });
}
