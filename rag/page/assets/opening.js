// What opens and closes: the note on the mode, and the filters' panels. A pill "x-pill" opens the
// panel "x-panel"; Esc or a click elsewhere closes it.
const panelOf = (pill) => document.getElementById(pill.id.replace("-pill", "-panel"));
const isOpen = (pill) => pill.getAttribute("aria-expanded") === "true";

function set(pill, open) {
  pill.setAttribute("aria-expanded", String(open));
  panelOf(pill)?.classList.toggle("shown", open);
}

// Pills are drawn by the server, more than once; each is told what it opens when it appears.
function name() {
  document.querySelectorAll("button.opens:not([aria-controls])").forEach((pill) => {
    pill.setAttribute("aria-controls", pill.id.replace("-pill", "-panel"));
    set(pill, false);
  });
}

// Closes every panel that does not hold the clicked element; says whether one was open.
export function closeOpen(except = null) {
  const open = [...document.querySelectorAll("button.opens")].filter(isOpen);
  const others = open.filter((pill) => pill !== except && !panelOf(pill)?.contains(except));
  others.forEach((pill) => {
    if (panelOf(pill)?.contains(document.activeElement)) pill.focus();
    set(pill, false);
  });
  return others.length > 0;
}

export function watchOpening() {
  document.addEventListener("click", (event) => {
    if (!event.target.isConnected) return;
    // A list of forms to save in closes once one is chosen, and by a click elsewhere.
    document.querySelectorAll("details.export[open]").forEach((list) => {
      if (!list.contains(event.target) || event.target.closest("a")) list.open = false;
    });
    const pill = event.target.closest("button.opens");
    closeOpen(pill ?? event.target);
    if (pill) set(pill, !isOpen(pill));
  });
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  name();
}
