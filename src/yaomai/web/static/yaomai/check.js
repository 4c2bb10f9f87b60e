// The button by which the browser itself checks a receipt; it appears only where the browser can.
import { check, isPossible } from "./receipt.js";

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function line(list, words, passed) {
  const item = document.createElement("li");
  const mark = document.createElement("span");
  mark.setAttribute("aria-hidden", "true");
  mark.className = passed ? "checked-passed" : "checked-failed";
  mark.textContent = passed ? "✓" : "✗";
  const said = document.createElement("span");
  said.textContent = words;
  item.append(mark, said);
  list.append(item);
}

function verdict(box, words, passed) {
  const said = document.createElement("p");
  said.className = `checked-verdict ${passed ? "checked-passed" : "checked-failed"}`;
  said.textContent = words;
  box.append(said);
}

async function run(part) {
  const box = part.querySelector("[data-check-said]");
  const list = document.createElement("ol");
  let texts;
  box.replaceChildren(list);
  try {
    texts = await Promise.all([fetched(part.dataset.receipt), fetched(part.dataset.policy)]);
  } catch {
    verdict(box, part.dataset.unfetched, false);
    return;
  }
  try {
    await check(...texts, (words) => line(list, words, true));
    verdict(box, part.dataset.passed, true);
  } catch (fault) {
    line(list, fault.message, false);
    verdict(box, part.dataset.failed, false);
  }
}

const parts = document.querySelectorAll("[data-check]");
if (parts.length && (await isPossible())) {
  for (const part of parts) {
    part.hidden = false;
    const button = part.querySelector("[data-check-start]");
    button.addEventListener("click", async () => {
      button.disabled = true;
      await run(part);
      button.disabled = false;
    });
  }
}
