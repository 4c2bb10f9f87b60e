// Where the browser can read codes, a button beside the search box opens the camera; what it reads is searched for.
const EVERY = 150; // milliseconds between two looks
const FORMATS = ["qr_code", "data_matrix", "code_128", "ean_13", "ean_8", "upc_a", "itf"];
const dialog = document.getElementById("scan");
const can = "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia) && dialog;

async function readable() {
  const known = await window.BarcodeDetector.getSupportedFormats();
  return FORMATS.filter((one) => known.includes(one));
}

// GS1's symbols begin with an invisible separator or say their elements without brackets; the server reads both.
function text(found) {
  return found.rawValue.replace(/^\u001d/, "");
}

async function scan(form, formats) {
  const video = dialog.querySelector("video");
  const words = dialog.querySelector("[role=status]");
  words.textContent = words.dataset.words;
  dialog.showModal();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    words.textContent = words.dataset.refused;
    return;
  }
  const end = () => stream.getTracks().forEach((track) => track.stop());
  dialog.addEventListener("close", end, { once: true });
  if (!dialog.open) {
    end();
    return;
  }
  video.srcObject = stream;
  await video.play();
  const detector = new window.BarcodeDetector({ formats });
  const look = async () => {
    if (!dialog.open) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      dialog.close();
      form.elements.q.value = text(found);
      form.requestSubmit();
    } else {
      setTimeout(look, EVERY);
    }
  };
  look();
}

if (can) {
  const formats = await readable();
  for (const form of formats.length ? document.querySelectorAll("[data-scans]") : []) {
    const button = form.querySelector("[data-scan]");
    button.hidden = false;
    button.addEventListener("click", () => scan(form, formats));
  }
  dialog.querySelector("[data-closes]").addEventListener("click", () => dialog.close());
}
