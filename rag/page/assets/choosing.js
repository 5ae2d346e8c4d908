// Articles ticked in the library: kept while its pages are turned, and handed to the filters.
import { write } from "./pressing.js";
import { body, close } from "./reader.js";

const ticked = new Set(new URLSearchParams(location.search).getAll("article"));

let drawn = null; // the list under the field that the ticks were last taken from

const hand = () => write("chosen", [...ticked].join("\n"));

function draw() {
  body().querySelectorAll("[data-tick]").forEach((box) => (box.checked = ticked.has(box.value)));
  const bar = body().querySelector(".ticked");
  if (!bar) return;
  const label = bar.querySelector("[data-many]");
  bar.hidden = ticked.size === 0;
  const ids = bar.querySelector("[data-ticked-ids]");
  if (ids) ids.value = [...ticked].join("\n");
  label.textContent = ticked.size === 1 ? label.dataset.one : label.dataset.many.replace("#", ticked.size);
}

// What the server was given otherwise, by a collection or by the way back to all articles.
function follow() {
  const list = document.querySelector("#chosen-list [data-chosen]");
  if (!list || list === drawn) return;
  drawn = list;
  ticked.clear();
  list.dataset.chosen.split("\n").forEach((each) => each && ticked.add(each));
  draw();
}

export function watchChoosing() {
  document.addEventListener("byline:shown", draw);
  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.dataset?.tick === undefined) return;
    if (box.checked) ticked.add(box.value);
    else ticked.delete(box.value);
    draw();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.askTicked !== undefined) {
      hand();
      close();
      document.querySelector("#question textarea").focus();
    }
    if (button.dataset.clearTicks !== undefined) {
      ticked.clear();
      draw();
      hand();
    }
  });
}
