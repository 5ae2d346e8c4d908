// Articles ticked in the library: kept while its pages are turned, and handed to the filters.
import { write } from "./pressing.js";
import { body, close } from "./reader.js";

const ticked = new Set(new URLSearchParams(location.search).getAll("article"));

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

export function watchChoosing() {
  document.addEventListener("byline:shown", draw);
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
