// Asking: examples at a click, "ask again", copying; and where the page stands when an answer comes.
import { press } from "./pressing.js";

function ask(question) {
  press("question", question, "ask");
}

function tickUndated() {
  const box = document.querySelector("#undated input");
  if (!box.checked) box.click();
}

async function copy(button) {
  const label = [...button.childNodes];
  try {
    await navigator.clipboard.writeText(button.dataset.copy.replaceAll("\u2063/", `${location.origin}/`));
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser did not allow copying";
  }
  setTimeout(() => button.replaceChildren(...label), 1600);
}

// A new question goes to the top, and stays there while its answer grows below it.
function watchTurns() {
  let turns = 0;
  const settle = () => {
    const now = document.querySelectorAll("#past .turn, #live .turn").length;
    if (now === turns) return;
    const talk = document.getElementById("talk");
    const live = document.getElementById("live");
    live.classList.toggle("next-turn", now > 1);
    if (now > turns) talk.scrollTo({ top: now > 1 ? live.offsetTop : 0 });
    turns = now;
  };
  new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
}

export function watchAsking() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.undated) tickUndated();
    if (button.dataset.ask) ask(button.dataset.ask);
    if (button.dataset.press) document.getElementById(button.dataset.press)?.click();
    if (button.dataset.copy) copy(button);
  });
  watchTurns();
}
