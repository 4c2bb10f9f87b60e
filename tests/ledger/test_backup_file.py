"""A backup file is whole, or it is found out: whatever was done to it."""

import io
import tarfile

import pytest

from yaomai.errors import InstallationError, InvalidError
from yaomai.ledger import backup_file
from yaomai.ledger.backup_file import DUMP, HEAD, MANIFEST, MANIFEST_HASH, POLICY, Contents, Writer

KEY = "keys/1a2b3c4d.key"


def _check(file):
    return backup_file.check(file, lambda _: None)


@pytest.fixture
def whole(tmp_path, now):
    """A backup file with invented members."""
    file, told = tmp_path / "backup.tar", []
    contents = Contents("0.1.0", now, "log.example/test", 3, 4, 2, "", 180004, ("ledger.0001_initial",))
    with file.open("w+b") as opened:
        writer = Writer(opened, told.append)
        writer.add(DUMP, [b"PGDMP", bytes(range(256)) * 20, b"the end"], modified=now)
        for name, content in [(POLICY, b"quorum none\n"), (HEAD, b"head " * 200), (KEY, b"secret")]:
            writer.add(name, [content], modified=now)
        writer.finish(contents)
    assert sum(told[:3]) == 5 + 256 * 20 + 7
    return file


def test_what_was_written_is_read_again(whole, now):
    told = []
    manifest = backup_file.check(whole, told.append)
    assert sum(told) == manifest.size
    assert (manifest.contents.deeds, manifest.contents.made_at, manifest.key_files) == (3, now, ("1a2b3c4d.key",))
    assert backup_file.content(whole, DUMP) == b"PGDMP" + bytes(range(256)) * 20 + b"the end"
    assert backup_file.content(whole, KEY) == b"secret"


@pytest.mark.parametrize("member", [DUMP, POLICY, HEAD, KEY, MANIFEST, MANIFEST_HASH])
@pytest.mark.parametrize("where", [0.0, 0.5, 0.99])
def test_a_flipped_bit_is_found_in_every_member(whole, member, where):
    with tarfile.open(whole) as tar:
        entry = tar.getmember(member)
    damaged = bytearray(whole.read_bytes())
    damaged[entry.offset_data + int(where * entry.size)] ^= 4
    whole.write_bytes(damaged)
    with pytest.raises(InvalidError) as refused:
        _check(whole)
    named = {finding.pointer for finding in refused.value.findings}
    assert named == {f"/{MANIFEST if member == MANIFEST_HASH else entry.name}"}, refused.value


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.5, 0.9, 1.0])
def test_a_cut_off_file_is_found(whole, part):
    """1.0: all but the last byte of the last member; behind it are only zeros."""
    data = whole.read_bytes().rstrip(b"\0")
    whole.write_bytes(data[: int(part * (len(data) - 1))])
    with pytest.raises(InvalidError, match=r"cut off|is not there"):
        _check(whole)


def _rebuilt(file, change):
    """The same backup with `change` applied to its members, (name, type, content) each."""
    with tarfile.open(file) as tar:
        members = [(e.name, tarfile.REGTYPE, tar.extractfile(e).read()) for e in tar.getmembers()]
    with tarfile.open(file, "w") as tar:
        for name, kind, content in change(members):
            entry = tarfile.TarInfo(name)
            entry.type, entry.size = kind, len(content) if kind == tarfile.REGTYPE else 0
            entry.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
            tar.addfile(entry, io.BytesIO(content))


# What somebody did to the file, and what is said of it.
CHANGES = [
    ("member removed", lambda m: [x for x in m if x[0] != POLICY], "the manifest names it, but it is not there"),
    ("member added", lambda m: [*m, ("../../evil", tarfile.REGTYPE, b"x")], "the manifest does not name it"),
    ("member twice", lambda m: [*m, m[1]], "is there twice"),
    ("a link", lambda m: [(m[0][0], tarfile.SYMTYPE, b""), *m[1:]], "is no ordinary file"),
    ("no manifest", lambda m: [x for x in m if x[0] != MANIFEST], "manifest.json: is not there"),
    ("empty", lambda _: [], "is no backup, or it is damaged or cut off"),
]


@pytest.mark.parametrize(("what", "change", "said"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_file_with_other_members_is_refused(whole, what, change, said):
    _rebuilt(whole, change)
    with pytest.raises(InvalidError, match=said):
        _check(whole)


def test_a_file_of_another_kind_is_refused(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("dear colleague\n" * 100)
    with pytest.raises(InvalidError, match="is no backup"):
        _check(file)
    with pytest.raises(InstallationError, match="cannot be read"):
        _check(tmp_path / "nothing")
