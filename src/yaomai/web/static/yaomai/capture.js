// Files can be dropped; what was chosen is listed; while they are sent, it is seen how far. Without this the form works as it is.
const drop = document.querySelector("[data-drop]");
const input = drop.querySelector("input[type=file]");
const list = drop.querySelector("[data-drop-files]");
const sending = document.querySelector("[data-sending]");
const results = document.getElementById("results");
const KB = 1024;

function size(bytes) {
  return bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`;
}

function listed() {
  list.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name}（${size(file.size)}）`;
    return line;
  }));
}

drop.querySelector("[data-drop-words]").hidden = false;
input.addEventListener("change", listed);

for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("drop-over");
  });
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("drop-over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  listed();
});

document.addEventListener("htmx:xhr:progress", (event) => {
  if (!event.detail.lengthComputable || !event.target.matches?.(".hand-in")) return;
  const { loaded, total } = event.detail;
  sending.hidden = false;
  sending.querySelector("progress").value = Math.round((loaded / total) * 100);
  sending.querySelector("[data-sending-words]").textContent = loaded < total ? `${size(loaded)} / ${size(total)}` : "已送到，正在核对";
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches?.(".hand-in")) sending.hidden = true;
});
for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, (event) => {
    if (event.detail.target !== results) return;
    const words = document.createElement("p");
    words.className = "notice tone-fault";
    words.setAttribute("role", "alert");
    words.textContent = "没有送到：服务器没有答复，或网络断了，或登录已过期。请重新打开这一页再送；已经记录的不会重复。";
    results.replaceChildren(words);
  });
}
results.addEventListener("htmx:afterSettle", (event) => {
  if (event.target === results) results.focus();
});
