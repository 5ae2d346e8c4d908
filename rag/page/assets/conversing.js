// Conversations: a drawer lists them; one opens in place; the address names the one that is shown.
import { press, write } from "./pressing.js";

const LIST = "/conversations";
let opener = null;
let latest = 0;
let left = null; // the conversation that is being left and still stands on the page
let standing = null; // the one the server was told to go on from, should it know of none

const box = () => document.getElementById("drawer");
const body = () => document.getElementById("drawer-body");
export const isDrawerOpen = () => box()?.classList.contains("open") ?? false;

async function show(address, options, choose) {
  const turn = ++latest;
  let markup;
  try {
    const response = await fetch(address, { headers: { "X-Requested-With": "byline" }, ...options });
    if (response.redirected && new URL(response.url).pathname === "/login") return location.reload();
    markup = await response.text();
  } catch {
    markup = document.getElementById("unreachable").innerHTML;
  }
  if (turn !== latest) return;
  body().innerHTML = markup;
  const at = choose?.(body()) ?? body().querySelector("h2, [role=alert]");
  at?.focus({ preventScroll: true });
}

export function openDrawer(from) {
  opener = from ?? document.activeElement;
  box().classList.add("open");
  box().inert = false;
  show(`${LIST}?pane=true`);
}

export function closeDrawer() {
  if (!isDrawerOpen()) return false;
  latest += 1;
  box().classList.remove("open");
  box().inert = true;
  opener?.focus();
  return true;
}

const shownId = () => document.querySelector("#live .turn[data-talk]")?.dataset.talk;

export function openTalk(id) {
  closeDrawer();
  const address = id ? `/?talk=${encodeURIComponent(id)}` : "/";
  // An answer under way would write over what is opened: it ends with the page that asked for it.
  if (document.querySelector("#live .a[aria-busy=true]")) return location.assign(address);
  left = shownId() === id ? null : shownId();
  stand(id);
  press("wanted", id, "open");
  history.pushState({}, "", address);
  document.querySelector("#question textarea")?.focus();
}

function stand(id) {
  if (id !== standing && write("standing", id)) standing = id;
}

// A reload, and a link kept by the browser, come back to the conversation that is shown, and to
// what it is narrowed to.
function nameAddress() {
  const id = shownId();
  if (id === left) return;
  left = null;
  stand(id ?? "");
  const now = new URLSearchParams(location.search);
  const set = document.getElementById("only")?.dataset.query;
  const next = new URLSearchParams(id ? { talk: id } : {});
  if (!id && set === undefined) return;
  if (!id && now.has("q")) next.set("q", now.get("q"));
  for (const [name, value] of set === undefined ? now : new URLSearchParams(set)) if (name !== "talk" && name !== "q") next.append(name, value);
  if (String(next) !== String(now)) history.replaceState({}, "", String(next) ? `/?${next}` : "/");
}

function submitted(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  if (form.method === "get") {
    const query = form.elements.q;
    show(`${form.getAttribute("action")}?${fields}&pane=true`, {}, (shown) => {
      const next = shown.querySelector("input[name=q]");
      if (next) next.value = query.value;
      return next;
    });
  } else show(form.getAttribute("action"), { method: "POST", body: fields });
}

export function watchConversations() {
  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    const link = event.target.closest("[data-talk-open]");
    if (link && plain) {
      event.preventDefault();
      openTalk(link.dataset.talkOpen);
      return;
    }
    const pill = event.target.closest("[data-open-drawer]");
    if (pill) isDrawerOpen() ? closeDrawer() : openDrawer(pill);
    else if (event.target.closest("[data-close-drawer]")) closeDrawer();
    else if (isDrawerOpen() && event.target.isConnected && !box().contains(event.target)) closeDrawer();
  });
  document.addEventListener("submit", (event) => {
    if (!body()?.contains(event.target) || event.target.matches(".sign-out")) return;
    event.preventDefault();
    submitted(event.target, event.submitter);
  });
  addEventListener("popstate", () => location.reload());
  new MutationObserver(nameAddress).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-talk", "data-query"] });
}
