// Does this receipt prove its record under this policy? C2SP tlog-proof, signed-note, tlog-cosignature and tlog-policy over RFC 6962
// trees, by the browser's own SHA-256 and Ed25519. The same checks as `yaomai ledger check`; whatever is not as it must be throws.

const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const FIRST_LINE = "c2sp.org/tlog-proof@v1";
const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const SALT = 16;

export class Fault extends Error {}

function must(holds, words) {
  if (!holds) throw new Fault(words);
}

function bytesOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  must(btoa(String.fromCharCode(...bytes)) === base64, "base64 不是规范的写法");
  return bytes;
}

function base64Of(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

function numberOf(text) {
  must(/^(0|[1-9][0-9]{0,15})$/.test(text), "一个数写得不规范");
  const number = Number(text);
  must(Number.isSafeInteger(number), "一个数太大");
  return number;
}

// RFC 9162, 2.1.3.2
async function inclusionRoot(leaf, index, size, path) {
  must(index >= 0 && index < size, "序号不在树中");
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const one of path) {
    must(one.length === 32 && last > 0, "路径的长度不对");
    if (at % 2 === 1 || at === last) {
      hash = await nodeHash(one, hash);
      while (at % 2 === 0 && at > 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = await nodeHash(hash, one);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  must(last === 0, "路径的长度不对");
  return hash;
}

function parseNote(text) {
  const blank = text.lastIndexOf("\n\n");
  must(blank > 0, "检查点后面没有签名");
  const lines = text.slice(blank + 2).split("\n");
  must(lines.pop() === "", "签名行没有写完");
  const signatures = lines.map((line) => {
    const found = /^— ([^\s+]+) (\S+)$/.exec(line);
    must(found, "签名行写得不对");
    const raw = bytesOf(found[2]);
    return { name: found[1], id: raw.slice(0, 4), signature: raw.slice(4) };
  });
  return { text: text.slice(0, blank + 1), signatures };
}

async function parseKey(text) {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
  must(found, "公钥写得不对");
  const raw = bytesOf(found[3]);
  must(raw.length === 33 && (raw[0] === ED25519 || raw[0] === COSIGNATURE), "公钥的种类不认得");
  const id = (await sha256(encode(`${found[1]}\n`), raw)).slice(0, 4);
  must([...id].map((byte) => byte.toString(16).padStart(2, "0")).join("") === found[2], "公钥的编号与内容不符");
  return { name: found[1], id, type: raw[0], key: raw.slice(1) };
}

async function parsePolicy(text) {
  const policy = { logs: [], witnesses: [], groups: new Map(), quorum: "" };
  for (const line of text.split("\n")) {
    const [word, ...rest] = line.split("#")[0].trim().split(/\s+/);
    if (word === "log") policy.logs.push(await parseKey(rest[0]));
    else if (word === "witness") policy.witnesses.push({ called: rest[0], ...(await parseKey(rest[1])) });
    else if (word === "group") policy.groups.set(rest[0], { threshold: rest[1], members: rest.slice(2) });
    else if (word === "quorum") policy.quorum = rest[0];
    else must(!word, "核对规则里有不认得的行");
  }
  must(policy.logs.length && policy.quorum, "核对规则不完整");
  return policy;
}

async function signedBy(key, message, signature) {
  const imported = await crypto.subtle.importKey("raw", key.key, "Ed25519", false, ["verify"]);
  return signature.length === 64 && crypto.subtle.verify("Ed25519", imported, signature, message);
}

function lineOf(note, key) {
  const lines = note.signatures.filter((one) => one.name === key.name && same(one.id, key.id));
  must(lines.length < 2, `${key.name} 签了两次`);
  return lines[0];
}

async function checkLog(note, policy, origin) {
  let signed = 0;
  for (const key of policy.logs.filter((one) => one.name === origin && one.type === ED25519)) {
    const line = lineOf(note, key);
    if (!line) continue;
    must(await signedBy(key, encode(note.text), line.signature), "账本的签名不对");
    signed += 1;
  }
  must(signed, "核对规则里的账本没有签这个检查点");
}

async function checkWitnesses(note, policy) {
  const seen = new Map();
  for (const key of policy.witnesses.filter((one) => one.type === COSIGNATURE)) {
    const line = lineOf(note, key);
    if (!line) continue;
    must(line.signature.length === 72, `${key.called} 的签名长度不对`);
    const time = new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0);
    const message = encode(`cosignature/v1\ntime ${time}\n${note.text}`);
    must(await signedBy(key, message, line.signature.slice(8)), `${key.called} 的签名不对`);
    seen.set(key.called, new Date(Number(time) * 1000));
  }
  const reached = (name) => {
    if (name === "none" || seen.has(name)) return true;
    const group = policy.groups.get(name);
    if (!group) return false;
    const least = { any: 1, all: group.members.length }[group.threshold] ?? numberOf(group.threshold);
    return group.members.filter(reached).length >= least;
  };
  must(reached(policy.quorum), "签名的见证方不够规定的数目");
  return seen;
}

function parseReceipt(text) {
  const blank = text.indexOf("\n\n");
  const lines = text.slice(0, blank).split("\n");
  must(blank > 0 && lines.shift() === FIRST_LINE && lines[0]?.startsWith("extra ") && lines[1]?.startsWith("index "), "不是一张收据");
  const extra = JSON.parse(decode(bytesOf(lines.shift().slice(6))));
  const index = numberOf(lines.shift().slice(6));
  return { extra, index, path: lines.map(bytesOf), note: parseNote(text.slice(blank + 2)) };
}

// The root of the deed's own tree, with the record in it.
async function checkRecord({ header, record }) {
  const said = JSON.parse(header.text);
  must(typeof said.kind === "string" && Number.isSafeInteger(said.size), "账目的抬头不完整");
  must(record.position >= 1 && record.position <= said.size, "记录不在这笔账目之内");
  const salt = bytesOf(header.salt);
  must(salt.length === SALT, "盐的长度不对");
  const size = said.size + 1;
  const root = await inclusionRoot(await leafHash(joined(salt, encode(header.text))), 0, size, header.path.map(bytesOf));
  let hash = record.hash === undefined ? null : bytesOf(record.hash);
  if (record.body !== undefined) {
    const own = bytesOf(record.salt);
    must(own.length === SALT, "盐的长度不对");
    hash = await leafHash(joined(own, bytesOf(record.body)));
  }
  must(hash, "收据里没有记录，也没有它的哈希");
  must(same(await inclusionRoot(hash, record.position, size, record.path.map(bytesOf)), root), "记录不在这笔账目之中");
  return { said, root, size };
}

// Whether this browser can: it needs HTTPS (or this very machine) and Ed25519.
export async function isPossible() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

// `passed` is told each step that holds. Returns what is proved. Throws Fault, or whatever a malformed text leads to.
export async function check(receiptText, policyText, passed) {
  const receipt = parseReceipt(receiptText);
  const policy = await parsePolicy(policyText);
  const { said, root, size } = await checkRecord(receipt.extra);
  passed(`这条记录在第 ${said.deed} 笔账目之中，是其中第 ${receipt.extra.record.position} 条`);
  const entry = encode(`yaomai/deed/v1\n${said.kind}\n${size}\n${base64Of(root)}\n`);
  const [origin, total, head] = receipt.note.text.split("\n");
  const found = await inclusionRoot(await leafHash(entry), receipt.index, numberOf(total), receipt.path);
  must(base64Of(found) === head, "这笔账目不在检查点之内");
  passed(`这笔账目在账本 ${origin} 的第 ${receipt.index} 位，检查点共 ${total} 条`);
  await checkLog(receipt.note, policy, origin);
  passed("检查点有账本的签名");
  const seen = await checkWitnesses(receipt.note, policy);
  if (seen.size) passed(`检查点有 ${seen.size} 家见证方的签名：${[...seen.keys()].join("、")}`);
  return { header: said, witnesses: seen };
}
