// Adding and looking after the library in the pane: forms are sent without leaving the page, files
// can be dropped, and what is under way is looked at again until it is done.
import { body, fetched, goTo, shownNow } from "./reader.js";

const EVERY = 700;
let looking = 0;

function say(markup, form) {
  form.querySelector(".alert")?.remove();
  form.insertAdjacentHTML("afterbegin", markup);
}

async function send(form) {
  const button = form.querySelector("button[type=submit]");
  const sent = form.enctype === "multipart/form-data" ? new FormData(form) : new URLSearchParams(new FormData(form));
  button.disabled = true;
  try {
    const response = await fetch(form.getAttribute("action"), { method: "POST", body: sent, headers: { "x-byline-pane": "1" } });
    const next = response.headers.get("x-byline-next");
    if (next) goTo(next);
    else say(await response.text(), form);
  } catch {
    say('<p class="alert" role="alert">The server could not be reached. Is it still running?</p>', form);
  } finally {
    button.disabled = false;
  }
}

// Only the list of work is drawn anew: what is being typed beside it stays.
async function look() {
  const address = shownNow();
  const work = body().querySelector("#work[data-poll]");
  if (!address || !work) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await fetched(address);
  const next = fresh.content.querySelector("#work");
  if (shownNow() !== address) return;
  if (!next) return watchWork();
  if (next.innerHTML !== work.innerHTML) work.replaceWith(next);
  if (!next.dataset.poll && next.dataset.poll !== "") goTo(address);
  watchWork();
}

function watchWork() {
  clearTimeout(looking);
  if (body().querySelector("#work[data-poll]")) looking = setTimeout(look, EVERY);
}

function watchDrop() {
  const drop = body().querySelector(".drop");
  if (!drop) return;
  const over = (on) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", on);
  };
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    drop.querySelector("input").files = event.dataTransfer.files;
    drop.closest("form").requestSubmit();
  });
}

// The head of the page tells what the library holds, as it was when the page was opened.
function tellHeld() {
  const now = body().querySelector("[data-held]")?.dataset.held;
  const told = document.querySelector("#top .held span");
  if (now && told) told.textContent = now;
}

export function watchAdding() {
  document.addEventListener("submit", (event) => {
    if (!body()?.contains(event.target) || event.target.dataset.send === undefined) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("byline:shown", () => {
    watchWork();
    watchDrop();
    tellHeld();
  });
}
