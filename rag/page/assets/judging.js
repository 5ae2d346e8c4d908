// What the reader says of an answer: sent where it stands, and shown as it was kept.

async function send(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  const inWords = form.elements.note !== undefined;
  let markup;
  try {
    const headers = { "X-Requested-With": "byline" };
    const response = await fetch(form.getAttribute("action"), { method: "POST", body: fields, headers });
    markup = await response.text();
  } catch {
    markup = document.getElementById("unreachable").innerHTML;
  }
  const shown = document.createRange().createContextualFragment(markup).firstElementChild;
  form.closest(".judging").replaceWith(shown);
  const again = shown.querySelector(inWords ? "input[name=note]" : "[aria-pressed=true]");
  again?.focus({ preventScroll: true });
}

export function watchJudging() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.opinion")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
}
