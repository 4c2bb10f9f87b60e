// The reading page by keyboard and without reloading. Everything works without it.
// Places are code points of the text: JavaScript counts UTF-16 units, so lengths go through [...string].
const reading = document.getElementById("reading");
const path = reading.dataset.path;
const length = (text) => [...text].length;
const card = () => document.getElementById("card");

function here() {
  return card()?.dataset.at ?? "";
}

function rows() {
  return [...document.querySelectorAll(".reading-row")];
}

/* What is selected is marked in the list and in the text, and is in sight in both. */
function show(at, scrolls = true) {
  for (const row of rows()) {
    if (row.id === `r${at}`) {
      row.setAttribute("aria-current", "true");
      const side = row.closest(".reading-rows");
      side.scrollTop += row.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 2;
    } else row.removeAttribute("aria-current");
  }
  for (const mark of document.querySelectorAll(".mark.is-here")) mark.classList.remove("is-here");
  const marks = document.querySelectorAll(`.mark[data-at="${CSS.escape(at)}"]`);
  for (const mark of marks) mark.classList.add("is-here");
  if (!scrolls) return;
  const isBeside = window.matchMedia("(min-width: 64rem)").matches;
  if (isBeside) marks[0]?.scrollIntoView({ block: "center" });
}

function address(query) {
  const url = new URL(location.href);
  for (const name of ["at", "add", "tick", "part", "split", "as", "did"]) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return `${path}${url.search}`;
}

/* Another part of a long text has to be fetched as a page. */
function isThere(at) {
  const lines = document.querySelectorAll(".reading-line");
  const start = Number(at.split("-")[0]);
  const last = lines[lines.length - 1];
  return lines.length && start >= Number(lines[0].dataset.start)
    && start < Number(last.dataset.start) + length(last.querySelector(".reading-words").textContent) + 1;
}

/* Puts the answer in the place of the card, and rows that changed in the place of theirs. */
async function load(where, options = {}) {
  card().setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await fetch(where, { ...options, headers: { "HX-Request": "true" } });
  } catch {
    card().removeAttribute("aria-busy");
    document.getElementById("reading-failed").hidden = false;
    return;
  }
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere || answer.redirected || ![200, 400, 409].includes(answer.status)) {
    location.assign(elsewhere ?? (options.method ? address({ at: here() }) : where));
    return;
  }
  const part = document.createElement("template");
  part.innerHTML = await answer.text();
  const next = part.content.getElementById("card");
  if (!next) {
    location.assign(address({ at: here() }));
    return;
  }
  for (const row of part.content.querySelectorAll(".reading-row")) {
    document.getElementById(row.id)?.replaceWith(row);
    mark(row);
  }
  card().replaceWith(next);
  document.getElementById("reading-failed").hidden = true;
  show(here());
  focusCard();
  if (here() && !next.querySelector("#form-add")) history.replaceState(null, "", address({ at: here() }));
}

/* What is wrong has the focus and is in sight; when nothing is, the card has it where it stands. */
function focusCard() {
  const wrong = card().querySelector("[autofocus]") ?? card().querySelector("#form-errors");
  (wrong ?? card()).focus({ preventScroll: true });
  wrong?.scrollIntoView({ block: "center" });
}

/* A row that came anew tells the state of its marks in the text. */
function mark(row) {
  for (const one of document.querySelectorAll(`.mark[data-at="${CSS.escape(row.id.slice(1))}"]`)) {
    one.className = `mark mark-${row.dataset.state}`;
    const word = one.querySelector(".unseen");
    if (word) word.textContent = `（${row.dataset.word}）`;
  }
}

function select(at) {
  const where = address({ at });
  if (isThere(at)) load(where);
  else location.assign(where);
}

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.id === `r${here()}`);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) select(next.id.slice(1));
}

function send(form) {
  load(form.getAttribute("action"), { method: "POST", body: new FormData(form) });
}

reading.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  select(link.dataset.at);
});

reading.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#card") || form.method !== "post") return;
  event.preventDefault();
  send(form);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".reading-filter");
  if (form && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});

/* Where a character of the text stands in the page: the text node and the unit in it; null when its line is not there. */
function pointOf(offset, isEnd) {
  const lines = [...document.querySelectorAll(".reading-line")];
  const line = lines.findLast((one) => Number(one.dataset.start) + (isEnd ? 1 : 0) <= offset);
  if (!line) return null;
  let at = Number(line.dataset.start);
  let last = null;
  const walker = document.createTreeWalker(line.querySelector(".reading-words"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.classList.contains("unseen")) continue;
    const size = length(node.data);
    const unit = (count) => [...node.data].slice(0, count).join("").length;
    if (offset < at + size || (isEnd && offset === at + size)) return [node, unit(offset - at)];
    last = [node, node.data.length];
    at += size;
  }
  return last;
}

/* The words that a field came from, lit up in the text. */
function pointAt(start, end) {
  const from = pointOf(start, false);
  const to = pointOf(end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

function light(event) {
  if (!("highlights" in CSS)) return;
  const why = event.target.closest?.("[data-why]")?.dataset.why;
  CSS.highlights.delete("because");
  if (!why || event.type === "focusout") return;
  const [start, end] = why.split("-").map(Number);
  const range = pointAt(start, end);
  if (range) CSS.highlights.set("because", new Highlight(range));
}

for (const kind of ["focusin", "focusout", "mouseover"]) reading.addEventListener(kind, light);

/* Which characters of the text are selected; null: none of it. */
function selected() {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const offset = (node, within) => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const line = element.closest(".reading-line");
    if (!line) return null;
    const words = line.querySelector(".reading-words");
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(node, within);
    const fragment = before.cloneContents();
    for (const unseen of fragment.querySelectorAll(".unseen")) unseen.remove();
    return Number(line.dataset.start) + length(fragment.textContent);
  };
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  return start !== null && end !== null && start < end ? `${start}-${end}` : null;
}

function add() {
  const at = selected();
  if (!at) {
    const more = document.getElementById("more");
    if (more) {
      more.open = true;
      more.querySelector("input").focus();
    }
    return;
  }
  load(address({ add: at }));
}

function open(id) {
  const details = document.getElementById(id);
  if (!details) return;
  details.open = true;
  details.querySelector("input:not([type=hidden]), select")?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => document.getElementById("form-confirm")?.requestSubmit(),
  e: () => open("correct"),
  x: () => (document.getElementById("form-reject") ? document.getElementById("form-reject").requestSubmit() : open("reject")),
  r: () => open("reopen"),
  z: () => document.getElementById("form-back")?.requestSubmit(),
  a: add,
  "/": () => document.getElementById("filter-q").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const on = event.target;
  if (event.key === "Escape" && on.closest("input, select, textarea")) {
    on.blur();
    card()?.focus();
    return;
  }
  if (on.closest("input, select, textarea, dialog[open]")) return;
  const isControl = on.closest("a, button, summary");
  if (event.key === "Enter" && isControl) return;
  if (event.key.startsWith("Arrow") && !on.closest("#card, .reading-list")) return;
  const deed = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});

if (here()) {
  show(here(), new URLSearchParams(location.search).has("at"));
  focusCard();
}
