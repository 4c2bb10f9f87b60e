// A drawing wider than its box starts with the node that the page is about and one neighbour whole; edges that fade and a
// line of words say on which side there is more.
const GAP = 12;

function inside(box, element) {
  const frame = box.getBoundingClientRect();
  const one = element.getBoundingClientRect();
  return { start: one.left - frame.left + box.scrollLeft, end: one.right - frame.left + box.scrollLeft };
}

function start(box, here) {
  const node = inside(box, here);
  const others = [...box.querySelectorAll(".graph-node")].filter((one) => one !== here).map((one) => inside(box, one));
  const before = others.filter((one) => one.end < node.start).sort((a, b) => b.end - a.end)[0];
  const after = others.filter((one) => one.start > node.end).sort((a, b) => a.start - b.start)[0];
  const room = box.clientWidth - 2 * GAP;
  const pairs = [before && [before.start, node.end], after && [node.start, after.end]].filter(Boolean);
  const whole = before && after && after.end - before.start <= room ? [before.start, after.end] : null;
  const [from, to] = whole ?? pairs.find(([a, b]) => b - a <= room) ?? [node.start, node.end];
  box.scrollLeft = Math.max(0, from + (to - from) / 2 - box.clientWidth / 2);
}

function more(box) {
  const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
  box.parentElement.toggleAttribute("data-more-before", box.scrollLeft > 2);
  box.parentElement.toggleAttribute("data-more-after", rest > 2);
}

for (const box of document.querySelectorAll("[data-pan]")) {
  const here = box.querySelector("[data-here]");
  if (here && box.scrollWidth > box.clientWidth) start(box, here);
  box.addEventListener("scroll", () => more(box), { passive: true });
  new ResizeObserver(() => {
    box.closest(".graph").toggleAttribute("data-wide", box.scrollWidth > box.clientWidth + 2);
    more(box);
  }).observe(box);
}
