// A drawing wider than its box starts with the node that the page is about in the middle.
for (const box of document.querySelectorAll("[data-pan]")) {
  const here = box.querySelector("[data-here]");
  if (!here || box.scrollWidth <= box.clientWidth) continue;
  const node = here.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  box.scrollLeft += node.left + node.width / 2 - (frame.left + frame.width / 2);
}
