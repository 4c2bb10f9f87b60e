"""The log as an outsider sees it: a monitor that trusts nobody fetches everything over HTTP and recomputes it."""

import gzip
import json

from askers import machine
from make import recorded, sequenced
from make_events import bare_event, object_event, transformation_event
from oracle import go
from yaomai.ledger.engine import receipt as receipts
from yaomai.ledger.models import Checkpoint, Cosignature
from yaomai.ledger.operations.erase import erase
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import cosignature, note, tiles
from yaomai.standards.c2sp import policy as policies
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.policy import Witness

WITNESS = CosignerKey("witness.example/w1", b"\x07" * 32)


def body(client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, (path, response.content)
    return response.content


def problem(client, path: str) -> str:
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    return response.json()["detail"]


def capture(client, event) -> str:
    response = client.post("/events", json.dumps(bare_event(event)), content_type="application/json")
    assert response.status_code == 201
    return response.headers["Link"].partition(";")[0].strip("<>")


def names(size: int):
    """The names of all tiles of a tree of that size, with what each is to hold a number of."""
    level = 0
    while nodes := size >> (8 * level):
        for n in range(-(-nodes // 256)):
            yield level, n, min(256, nodes - 256 * n)
        level += 1


def test_a_monitor_recomputes_the_whole_log(anyone, owner, log, now):
    capture(owner, object_event())
    recorded(*([b"body %d" % number] for number in range(600)), now=now)
    sequenced(log, now)
    policy = policies.parse(body(anyone, "/log/policy"))
    verdict = policy.check(note.parse(body(anyone, "/log/checkpoint")))
    size, root = verdict.checkpoint.size, verdict.checkpoint.root
    assert size > 600

    entries: list[bytes] = []
    for n in range(-(-size // 256)):
        path = tiles.tile_path("entries", n, min(256, size - 256 * n))
        entries += tiles.parse_entry_bundle(body(anyone, f"/log/{path}"))
    leaves = [rfc6962.leaf_hash(entry) for entry in entries]
    assert rfc6962.root(leaves) == root

    fetched = {(level, n): body(anyone, f"/log/{tiles.tile_path(level, n, width)}") for level, n, width in names(size)}
    assert fetched == tiles.append(0, leaves, {})
    for index, leaf in enumerate(leaves):
        proof = tiles.inclusion_proof_at(index, size, lambda wanted: {name: fetched[name] for name in wanted})
        rfc6962.verify_inclusion(leaf_hash=leaf, index=index, size=size, proof=proof, root=root)

    by_path = {tiles.tile_path(level, n, width): fetched[level, n] for level, n, width in names(size)}
    asked = [0, 1, 255, 256, size - 1]
    spoilt = {path: bytes([content[0] ^ 1]) + content[1:] for path, content in by_path.items()}
    answers = go.ask(
        [
            go.check_tiles(tiles=found, leaf_hash=leaves[index], index=index, size=size, root=root)
            for found in (by_path, spoilt)
            for index in asked
        ]
    )
    assert answers[: len(asked)] == [""] * len(asked)
    assert all(answers[len(asked) :])


def test_entries_hold_kind_size_and_root_and_no_names(anyone, owner, cast, log, now):
    capture(owner, object_event())
    sequenced(log, now)
    size = log.keyring.head().size
    bundle = tiles.parse_entry_bundle(body(anyone, f"/log/tile/entries/000.p/{size}"))
    for entry in bundle:
        first, kind, count, root, end = entry.decode().split("\n")
        assert (first, end) == ("yaomai/deed/v1", "")
        assert kind in {"people.organisation", "people.key", "epcis.events"}
        assert count.isdigit()
        assert len(root) == 44
    everything = b"".join(bundle)
    for name in [*cast.organisations, "扫码枪", "6901234"]:
        assert name.encode() not in everything


def test_how_each_answer_may_be_kept(anyone, log, now):
    recorded(*([b"body %d" % number] for number in range(257)), now=now)
    sequenced(log, now)
    checkpoint = anyone.get("/log/checkpoint")
    assert checkpoint.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["Cache-Control"] == "no-store"
    for path in ("/log/tile/0/000", "/log/tile/0/001.p/1", "/log/tile/1/000.p/1", "/log/tile/entries/000"):
        response = anyone.get(path)
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Cookie" not in response.headers.get("Vary", "")
    plain = body(anyone, "/log/tile/entries/000")
    for accepted, packed in (
        ("gzip, br", True),
        ("br;q=1, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("br", False),
        ("", False),
    ):
        response = anyone.get("/log/tile/entries/000", headers={"Accept-Encoding": accepted})
        assert response.headers["Vary"] == "Accept-Encoding"
        assert ("Content-Encoding" in response.headers) is packed
        assert (gzip.decompress(response.content) if packed else response.content) == plain
    assert "Content-Encoding" not in anyone.get("/log/tile/0/000", headers={"Accept-Encoding": "gzip"}).headers


def test_a_narrower_tile_of_an_older_tree_is_served_for_ever(anyone, log, now):
    recorded(*([b"body %d" % number] for number in range(300)), now=now)
    sequenced(log, now)
    whole = body(anyone, "/log/tile/0/000")
    entries = body(anyone, "/log/tile/entries/000")
    for width in (1, 17, 255):
        assert body(anyone, f"/log/tile/0/000.p/{width}") == whole[: 32 * width]
        assert entries.startswith(body(anyone, f"/log/tile/entries/000.p/{width}"))


def test_only_what_a_published_checkpoint_covers_is_there(anyone, log, now):
    assert "published no checkpoint yet" in problem(anyone, "/log/checkpoint")
    assert "published no checkpoint yet" in problem(anyone, "/log/tile/0/000.p/1")
    recorded([b"one"], [b"two"], now=now)
    sequenced(log, now)
    recorded([b"three"], now=now)
    from yaomai.ledger.operations.sequence import sequence

    sequence()  # a third leaf, and no checkpoint over it
    body(anyone, "/log/tile/0/000.p/2")
    assert "of which 2 are there" in problem(anyone, "/log/tile/0/000.p/3")
    assert "of which 2 are there" in problem(anyone, "/log/tile/entries/000.p/3")
    assert "not there" in problem(anyone, "/log/tile/0/001.p/1")
    assert "not there" in problem(anyone, "/log/tile/1/000.p/1")


NO_TILES = [
        *("0/0", "0/000.p/0", "0/000.p/256", "0/000.p/01", "00/000", "64/000", "-1/000", "0/x000/000", "0/x00a/000"),
        *("data/000", "entries/000/", "0/000.p/", "0/000.p/1x", "8/0/000", "0/" + "x999/" * 30 + "999", "0/%D9%A0%D9%A0%D9%A0"),
]  # fmt: skip


def test_paths_that_are_no_tile(anyone, log, now):
    recorded([b"one"], now=now)
    sequenced(log, now)
    for name in NO_TILES:
        assert any(
            words in problem(anyone, f"/log/tile/{name}") for words in ("not a tile path", "levels are 0 to 63")
        ), name


def test_a_checkpoint_is_published_when_its_witnesses_have_cosigned(anyone, owner, log, now):
    receipt = capture(owner, object_event())
    log.set_witnesses([Witness(WITNESS.name, WITNESS.verifier, "http://127.0.0.1:1")], 1)
    signed = sequenced(log, now)
    assert "witnesses have not cosigned" in problem(anyone, "/log/checkpoint")
    assert "not cosigned" in problem(anyone, "/log/tile/0/000.p/1")
    assert "no witnessed checkpoint covers it yet" in problem(anyone, receipt)
    row = Checkpoint.objects.get(size=signed.checkpoint.size)
    line = cosignature.cosign(note.parse(signed.note).text, WITNESS, 1_800_000_000).line()
    Cosignature.objects.using("sequencer").create(checkpoint=row, witness=WITNESS.name, line=line, received_at=now)
    policy = policies.parse(body(anyone, "/log/policy"))
    verdict = policy.check(note.parse(body(anyone, "/log/checkpoint")))
    assert verdict.witnessed_at == {WITNESS.name: 1_800_000_000}
    proved = receipts.verify(receipts.parse(body(owner, receipt)), policy)
    assert proved.witnessed_at == verdict.witnessed_at


def test_a_receipt_discloses_to_those_who_may_read_everything(anyone, owner, cast, log, now):
    receipt = capture(owner, object_event(ilmd={"example:price": 31.5}))
    sequenced(log, now)
    policy = policies.parse(body(anyone, "/log/policy"))
    other = machine(cast.key("query", of="别家"))
    seen = {who: receipts.verify(receipts.parse(body(client, receipt)), policy).body for who, client in
            {"owner": owner, "anyone": anyone, "other": other}.items()}  # fmt: skip
    assert json.loads(seen["owner"])["ilmd"] == {"example:price": 31.5}
    assert (seen["anyone"], seen["other"]) == (None, None)
    response = owner.get(receipt)
    number = receipt.rpartition("/")[2]
    assert response.headers["Content-Disposition"] == f'attachment; filename="{number}.tlog-proof"'
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in response.headers["Vary"]


def test_the_receipt_of_an_erased_record_still_proves_that_it_was_there(owner, log, now):
    from yaomai.ledger.engine.deed import parse_reference

    receipt = capture(owner, transformation_event())
    sequenced(log, now)
    policy = policies.parse(body(owner, "/log/policy"))
    before = receipts.verify(receipts.parse(body(owner, receipt)), policy)
    erase([parse_reference(receipt.rpartition("/")[2])], reason="a name", recorder=INSTALLATION, now=now)
    after = receipts.verify(receipts.parse(body(owner, receipt)), policy)
    assert (after.body, after.record_hash) == (None, before.record_hash)


NO_RECEIPTS = [
    ("1.1", "none that you may have the receipt of"),  # an organisation was founded: not public who did that
    ("999999.1", "there is no record 999999.1"),
    ("3.9", "there is no record 3.9"),
    ("3", "is no record number"),
    ("3.0", "is no record number"),
    ("x.1", "is no record number"),
    ("３.１", "is no record number"),
    ("9" * 40 + ".1", "is no record number"),
]


def test_receipts_that_are_not_there(owner, log, now):
    capture(owner, object_event())
    sequenced(log, now)
    for number, words in NO_RECEIPTS:
        assert words in problem(owner, f"/log/receipt/{number}")


def test_a_record_that_is_no_leaf_yet_has_no_receipt_yet(owner, log):
    assert "no witnessed checkpoint covers it yet" in problem(owner, capture(owner, object_event()))


def test_an_installation_without_a_log_says_so(anyone, database):
    for path in ("/log/checkpoint", "/log/policy", "/log/tile/0/000.p/1"):
        assert problem(anyone, path) == "this installation has no log yet"
