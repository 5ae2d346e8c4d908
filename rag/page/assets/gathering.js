// A collection asked over where one stands: its filters are set, and the conversation goes on.
import { closeOpen } from "./opening.js";
import { press } from "./pressing.js";
import { close, shownNow } from "./reader.js";

export function watchGathering() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="/collection?"]');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    press("gather", new URL(link.href).searchParams.get("name"), "gathering");
    closeOpen();
    close();
    document.querySelector("#question textarea").focus();
  });
  // The list under the field follows what was named, renamed or removed in the pane.
  document.addEventListener("byline:shown", () => {
    if (shownNow()?.startsWith("/collections")) document.getElementById("gathered")?.click();
  });
}
