// A figure's link opens its origin in the sheet; with a modifier key, or without this file, it opens as a page.
const sheet = document.getElementById("sheet");
const body = document.getElementById("sheet-body");
let opener = null;

function show(templateId, href) {
  body.replaceChildren(document.getElementById(templateId).content.cloneNode(true));
  const whole = body.querySelector("[data-whole-page]");
  if (whole) whole.href = href;
  body.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-sheet]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const href = link.getAttribute("href");
  body.dataset.href = href;
  if (!sheet.open) {
    opener = link;
    sheet.showModal();
  }
  show("sheet-loading", href);
  window.htmx.ajax("GET", href, { target: body, swap: "innerHTML" });
});

for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, (event) => {
    if (event.detail.target === body) show("sheet-failed", body.dataset.href);
  });
}

body.addEventListener("htmx:afterSettle", () => body.focus());

// Only the newest answer may fill the sheet.
body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.pathInfo.requestPath !== body.dataset.href) event.detail.shouldSwap = false;
});

sheet.addEventListener("click", (event) => {
  if (event.target === sheet || event.target.closest("[data-closes]")) sheet.close();
});

sheet.addEventListener("close", () => {
  body.replaceChildren();
  opener?.focus();
  opener = null;
});
