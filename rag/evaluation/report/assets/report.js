// Filters, orders and opens the questions. Everything shown is made of text nodes: what articles
// and answers say is never taken for markup.
"use strict";

const form = document.getElementById("filter");
const body = document.querySelector(".questions tbody");
const rows = body ? [...body.rows] : [];

function make(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// --- the look -------------------------------------------------------------------------------

const theme = document.getElementById("theme");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
dark.addEventListener("change", nameTheme);
nameTheme();

// --- which questions, in which order --------------------------------------------------------

function filter() {
  const state = form.elements.state.value, kind = form.elements.kind.value;
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const { state: own, kind: its, words: text } = row.dataset;
    const fits = (!state || own === state) && (!kind || its === kind) && words.every((word) => text.includes(word));
    row.hidden = !fits;
    if (row.opened) row.opened.hidden = !fits || !("open" in row.dataset);
    count += fits;
  }
  form.querySelector("output").textContent = count === rows.length ? `${count} questions` : `${count} of ${rows.length} questions`;
  document.querySelector("#questions .none").hidden = count > 0;
}

function order() {
  const by = {
    first: () => 0,
    asked: (a, b) => a.dataset.asked - b.dataset.asked,
    slow: (a, b) => b.dataset.seconds - a.dataset.seconds,
  }[form.elements.order.value];
  const sorted = [...rows].sort(by); // stable: rows stand as they were written, worst first
  body.append(...sorted.flatMap((row) => (row.opened ? [row, row.opened] : [row])));
}

// --- one question ---------------------------------------------------------------------------

function toggle(row, open = !("open" in row.dataset)) {
  if (open && !row.opened) {
    const data = JSON.parse(document.getElementById("d" + row.id.slice(1)).textContent);
    const cell = make("td", "", expected(data), sides(data), scores(data));
    cell.colSpan = 4;
    row.opened = make("tr", "detail", cell);
    row.after(row.opened);
  }
  row.toggleAttribute("data-open", open);
  row.querySelector("button").setAttribute("aria-expanded", String(open));
  if (row.opened) row.opened.hidden = !open;
}

function clicked(event) {
  const row = event.target.closest("tr.q");
  if (!row || String(getSelection())) return;
  toggle(row);
  history.replaceState(null, "", "#id=" + encodeURIComponent(row.dataset.id));
}

function expected(data) {
  const list = make("dl", "", ...data.gold.flatMap(([name, text]) => [make("dt", "", name), make("dd", "", text)]));
  return data.gold.length ? make("div", "expected", list) : null;
}

function sides(data) {
  const two = data.sides.length > 1;
  const made = data.sides.map((side) => {
    const found = passages(side);
    const answer = make("div", "side", make("h3", "", two ? side.name : "Answer", make("span", "facts", side.facts)), ...said(side, found));
    return two ? [make("div", "", answer, found)] : [answer, found];
  });
  return make("div", "sides", ...made.flat());
}

function said(side, found) {
  const lines = [];
  if (side.error) lines.push(make("p", "failed", side.error));
  if (side.read) lines.push(make("p", "read", "Read as: ", side.read));
  if (side.lead) lines.push(make("p", "lead", side.lead));
  if (side.short) lines.push(make("p", "", "Short answer: ", make("b", "", side.short)));
  if (!side.sentences.length && !side.error) lines.push(make("p", "silent", "No answer from these articles."));
  for (const { parts, verdict } of side.sentences) {
    const quote = make("blockquote", verdict);
    for (const part of parts) quote.append(typeof part === "string" ? part : chip(part, found));
    if (verdict && verdict !== "verbatim") quote.append(make("span", "verdict", verdict));
    lines.push(quote);
  }
  if (side.notes.length) lines.push(make("ul", "gone", ...side.notes.map((note) => make("li", "", note))));
  if (side.removed.length) {
    lines.push(make("h4", "", "Taken out by the checks"));
    lines.push(make("ul", "gone", ...side.removed.map(([text, why]) => make("li", "", make("q", "", text), " ", why))));
  }
  return lines;
}

function chip(n, found) {
  const made = make("button", "n", String(n));
  made.type = "button";
  made.setAttribute("aria-label", `Citation ${n}: to its words`);
  made.addEventListener("click", () => {
    const target = found.querySelector(`[data-cites~="${n}"]`) || found.querySelectorAll(".passage")[n - 1];
    if (!target) return;
    target.closest("details").open = true;
    target.tabIndex = -1;
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
  return made;
}

function passages(side) {
  const found = make("div", "found", make("h3", "", "Passages, best first"));
  const marked = side.passages.some((passage) => passage.pieces.some(([, , gold]) => gold));
  if (marked) found.append(make("p", "key", make("span", "gold", "underlined"), ": the words that carry the answer"));
  if (!side.passages.length) found.append(make("p", "silent", "None was found."));
  side.passages.forEach(({ head, cited, pieces }, at) => {
    const text = make("p", "");
    pieces.forEach(([words, cites, gold], i) => {
      const ends = String(pieces[i + 1]?.[1] ?? "") !== String(cites);
      text.append(piece(words, cites, gold, ends));
    });
    found.append(passage(`${at + 1}. ${head[0]}`, head[1], cited, text));
  });
  if (side.loose.length) found.append(make("h4", "", "Cited, from outside of these passages"));
  for (const { n, head, quote } of side.loose) found.append(passage(head[0], head[1], [n], make("p", "", piece(quote, [n], false, true))));
  return found;
}

function passage(title, from, cited, text) {
  const numbers = cited.map((n) => make("span", "n", String(n)));
  const made = make("details", "passage", make("summary", "", make("b", "", title), ...numbers, make("span", "from", from)), text);
  made.open = cited.length > 0;
  return made;
}

function piece(words, cites, gold, ends) {
  if (!cites.length) return gold ? make("span", "gold", words) : document.createTextNode(words);
  const made = make("mark", (gold ? "gold " : "") + (ends ? "ends" : ""), words);
  made.dataset.cites = cites.join(" ");
  return made;
}

function scores(data) {
  const two = data.sides.length > 1;
  const lines = data.scores.map(({ name, values, reasons, differs }) => {
    const head = make("th", "", name);
    head.scope = "row";
    const cells = values.flatMap((value, at) => [make("td", "value", value), make("td", "", reasons[at])]);
    return make("tr", two && differs ? "differs" : "", head, ...cells);
  });
  const table = make("table", "", make("tbody", "", ...lines));
  if (two) {
    const names = data.sides.flatMap((side) => { const cell = make("th", "", side.name); cell.colSpan = 2; return [cell]; });
    table.prepend(make("thead", "", make("tr", "", make("td"), ...names)));
  }
  return make("details", "scores", make("summary", "", "Every score and its reason"), table);
}

// A link to one question opens it: #id=fact-001.
function openLinked() {
  const id = location.hash.startsWith("#id=") ? decodeURIComponent(location.hash.slice(4)) : null;
  const row = rows.find((each) => each.dataset.id === id);
  if (!row) return;
  toggle(row, true);
  row.scrollIntoView();
}

if (form) {
  form.addEventListener("input", filter);
  form.elements.order.addEventListener("change", order);
  form.addEventListener("submit", (event) => event.preventDefault());
  body.addEventListener("click", clicked);
  window.addEventListener("hashchange", openLinked);
  filter(); // a browser keeps what was chosen when the page is loaded again
  order();
  openLinked();
}
