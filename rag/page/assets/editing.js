// Editing the last question: it stands in the field again, and its answer is replaced. Copying a
// link to a question.
import { write } from "./pressing.js";

const note = () => document.getElementById("editing");

export const isEditing = () => note()?.classList.contains("shown") ?? false;

export function beginEditing(question) {
  const field = write("question", question);
  write("replacing", "1");
  note()?.classList.add("shown");
  field?.focus();
  field?.setSelectionRange(question.length, question.length);
}

export function endEditing() {
  if (!isEditing()) return false;
  write("replacing", "");
  note().classList.remove("shown");
  return true;
}

async function copyLink(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(location.origin + button.dataset.copyLink);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser did not allow copying";
  }
  setTimeout(() => (button.textContent = label), 1600);
}

export function watchEditing() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.edit !== undefined) beginEditing(button.dataset.edit);
    if (button.dataset.copyLink) copyLink(button);
    if (button.hasAttribute("data-cancel-edit")) {
      endEditing();
      write("question", "");
    }
  });
  // A new turn under way: what was edited has been asked.
  new MutationObserver(() => {
    if (document.querySelector("#live .a[aria-busy=true]")) endEditing();
  }).observe(document.body, { childList: true, subtree: true });
}
