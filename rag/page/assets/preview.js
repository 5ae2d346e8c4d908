// The words behind a number, shown beside it while the pointer or the focus is there.
let shown = null; // the number whose words are shown

function box() {
  const held = document.getElementById("preview");
  if (held) return held;
  const made = document.createElement("div");
  made.id = "preview";
  made.setAttribute("role", "tooltip");
  made.hidden = true;
  const quote = document.createElement("q");
  const from = document.createElement("p");
  for (const part of [quote, from]) part.dir = "auto";
  made.append(quote, from);
  document.body.append(made);
  return made;
}

function show(chip) {
  const panel = box();
  panel.querySelector("q").textContent = chip.dataset.quote;
  panel.querySelector("p").textContent = chip.dataset.from;
  panel.hidden = false;
  chip.setAttribute("aria-describedby", "preview");
  shown = chip;
  const at = chip.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left - 24, innerWidth - width - 8));
  const above = at.top - height - 8;
  panel.style.left = `${left}px`;
  panel.style.top = `${above > 8 ? above : at.bottom + 8}px`;
}

function hide() {
  if (!shown) return;
  shown.removeAttribute("aria-describedby");
  shown = null;
  box().hidden = true;
}

const chipOf = (event) => event.target.closest?.("a.n[data-quote]");

export function watchPreview() {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || event.target.closest?.("#preview")) return;
    const chip = chipOf(event);
    if (chip) show(chip);
    else hide();
  });
  document.addEventListener("focusin", (event) => {
    const chip = chipOf(event);
    if (chip?.matches(":focus-visible")) show(chip);
    else hide();
  });
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide(), true);
  document.addEventListener("click", hide, true);
}
