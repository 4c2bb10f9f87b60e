// A button with data-copy puts that text on the clipboard and says so.
const SAID_FOR = 2000;

for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const word = button.querySelector("[data-word]");
  const before = word.dataset.word;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    word.textContent = "已复制";
  } catch {
    // Without HTTPS a browser offers no clipboard: the text is selected instead, ready for the person's own copy.
    const shown = document.getElementById(button.dataset.from);
    if (shown) getSelection().selectAllChildren(shown);
    word.textContent = shown ? "已选中，请按复制" : "浏览器不允许复制";
  }
  setTimeout(() => { word.textContent = before; }, SAID_FOR);
});

document.addEventListener("htmx:afterSwap", (event) => {
  for (const button of event.target.querySelectorAll?.("[data-copy]") ?? []) button.hidden = false;
});
