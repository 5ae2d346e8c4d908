// A model set up from the page: the form in a dialog; what a try told stands in it, the key typed
// stays typed.

const dialog = () => document.getElementById("set-up");
const body = () => document.getElementById("set-up-body");

async function open(address) {
  const response = await fetch(`${address}?pane=true`).catch(() => null);
  body().innerHTML = response ? await response.text() : document.getElementById("unreachable").innerHTML;
  dialog().showModal();
  body().querySelector("input")?.focus();
}

async function send(form, submitter) {
  const told = form.querySelector(".told");
  const fields = new URLSearchParams(new FormData(form, submitter));
  form.classList.add("busy");
  try {
    const response = await fetch(form.getAttribute("action"), { method: "POST", body: fields });
    if (response.redirected) return location.reload();
    told.innerHTML = await response.text();
  } catch {
    told.innerHTML = document.getElementById("unreachable").innerHTML;
  }
  form.classList.remove("busy");
}

export function watchModel() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-set-up]");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      open(link.getAttribute("href"));
    }
    if (event.target.closest("[data-close-set-up]") || event.target === dialog()) dialog()?.close();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#set-up form")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
}
