// What a reader opened in the latest turn stays open when it is drawn anew: what leads on from an
// answer is worked out after it, and then the whole turn is drawn again.
let question = "";
const opened = new Set();

const turn = () => document.querySelector("#live .turn");
const nameOf = (details) => `${details.className} ${details.querySelector("summary")?.textContent}`;

function follow() {
  const asked = turn()?.querySelector(".q")?.textContent ?? "";
  if (asked !== question) {
    question = asked;
    opened.clear();
  }
  if (!opened.size) return;
  turn()?.querySelectorAll("details:not([open])").forEach((details) => {
    if (opened.has(nameOf(details))) details.open = true;
  });
}

export function watchStaying() {
  document.addEventListener("click", (event) => {
    const details = event.target.closest("#live .turn summary")?.parentElement;
    // Before the click has its effect: what is closed now is about to open, and the other way around.
    if (details) opened[details.open ? "delete" : "add"](nameOf(details));
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.open && event.target.closest?.("#live .turn")) opened.delete(nameOf(event.target));
  }, true);
  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
}
