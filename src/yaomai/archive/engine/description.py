"""Which document is this: what does somebody say of a file that is a text, and how is that written as the body of a record?

The body is one object of canonical JSON: the members of `Description`, `file` (the file's record) and `reading` (the SHA-256 of
the text as it was read, `DocumentText.digest`).
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import orjson

from yaomai.errors import Finding
from yaomai.standards import gbt2260

KIND = "archive.document"
STATUSES = ("draft", "approved")
ACCESSES = ("public", "official")
TITLE_MAX = 300
WORDS_MAX = 1_000
FIRST_YEAR, LAST_YEAR = 1949, 2100
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Description:
    """What a person says of a document. issuer: who approved or drafted it. issued_on: None when unknown. status: draft or
    approved. origin: where it was got from. division: of which region it speaks (GB/T 2260; empty: of none). year_from,
    year_until: the years that it plans. follows: the file of the version before. access: public or official; empty: by its
    status, public once it is approved.
    """

    title: str
    issuer: str = ""
    issued_on: date | None = None
    status: str = "approved"
    origin: str = ""
    division: str = ""
    year_from: int | None = None
    year_until: int | None = None
    follows: int | None = None
    access: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A description as its record holds it: of which file, and which text was read from it."""

    file: int
    described: Description
    reading: bytes


def tidied(described: Description) -> Description:
    """The same without superfluous blanks, and with its access said."""
    access = described.access or ("public" if described.status == "approved" else "official")
    title, issuer, origin = (
        _BLANKS.sub(" ", words).strip() for words in (described.title, described.issuer, described.origin)
    )
    return replace(described, title=title, issuer=issuer, origin=origin, access=access)


def faults(described: Description) -> list[Finding]:
    """All that is wrong with a tidied description."""
    return [*_wording(described), *_choices(described), *_years(described)]


def _wording(described: Description) -> list[Finding]:
    found = []
    if not described.title:
        found.append(Finding("archive.document_title", "/title", "say what the document is called"))
    for name, most in (("title", TITLE_MAX), ("issuer", TITLE_MAX), ("origin", WORDS_MAX)):
        words = getattr(described, name)
        if len(words) > most or not words.isprintable():
            message = f"at most {most} printable characters"
            found.append(Finding("archive.document_words", f"/{name}", message, words[:80]))
    return found


def _choices(described: Description) -> list[Finding]:
    found = []
    if described.status not in STATUSES:
        found.append(
            Finding("archive.document_status", "/status", f"one of {', '.join(STATUSES)}", described.status[:40])
        )
    if described.access not in ACCESSES:
        found.append(
            Finding("archive.document_access", "/access", f"one of {', '.join(ACCESSES)}", described.access[:40])
        )
    if described.division and not gbt2260.exists(described.division):
        message = "no division of GB/T 2260 has this code; choose one by its name"
        found.append(Finding("archive.document_division", "/division", message, described.division[:40]))
    return found


def _years(described: Description) -> list[Finding]:
    found = []
    for name in ("year_from", "year_until"):
        year = getattr(described, name)
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            message = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
            found.append(Finding("archive.document_year", f"/{name}", message, str(year)))
    first, last = described.year_from, described.year_until
    if first is not None and last is not None and first > last:
        message = f"the years begin in {first} and end in {last}: exchange them"
        found.append(Finding("archive.document_years", "/year_until", message, str(last)))
    return found


def to_body(said: Described) -> bytes:
    """The body of the record."""
    members = {**asdict(said.described), "file": said.file, "reading": said.reading.hex()}
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def from_body(body: bytes) -> Described:
    """The description of a body. Raises orjson.JSONDecodeError, KeyError or ValueError when it is none."""
    said: Mapping[str, Any] = orjson.loads(body)
    issued = said["issued_on"]
    own = {name: said[name] for name in Description.__dataclass_fields__ if name != "issued_on"}
    described = Description(**own, issued_on=date.fromisoformat(issued) if issued else None)
    return Described(said["file"], described, bytes.fromhex(said["reading"]))
