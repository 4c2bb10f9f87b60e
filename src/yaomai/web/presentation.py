"""What exactly does each page and part need from whoever fills it?

Frozen values; a template reads nothing else. Pages take them as `page`. Codes (biz_step, states, units) are given as
codes and get their words from the glossary and the labels when shown. An empty tuple, an empty string or None means
"not known", and the template says so; nothing is invented.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from yaomai.ledger.figure import Figure
from yaomai.web.frame import LogState
from yaomai.web.graph import Picture

if TYPE_CHECKING:
    from yaomai.web.product_checks import ProductCheck  # whose product is a link of this module
    from yaomai.web.table import Table  # whose cells hold links and figures of this module


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere; with no `href` it is only the word. `note` stands quietly after it."""

    word: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """What the worker is doing, how far it is (`total` 0: nobody knows yet), and where that is told anew (parts/running.html)."""

    title: str
    words: str
    done: int
    total: int
    href: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of that: a figure and the thing it is the quantity of. No figure: the quantity is not recorded, unless
    the thing is one serialised item.
    """

    thing: Link
    figure: Figure | None = None
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What the ledger can prove about one record."""

    state: Literal["pending", "recorded", "awaiting_witness", "witnessed", "erased", "altered"]
    log_origin: str = ""
    leaf_index: int | None = None
    tree_size: int | None = None
    root: str = ""  # base64, of the checkpoint shown
    body_hash: str = ""  # hex SHA-256 of the body
    recorded_at: datetime | None = None
    signed_at: datetime | None = None
    witnesses: tuple[str, ...] = ()
    witnesses_needed: int = 0
    receipt_href: str = ""  # the receipt's file, to download
    certificate_href: str = ""  # the page that shows the receipt for printing


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a definition list: a label and a value of one kind.

    `value`: str for text, id and state; datetime for time; Link; Figure; a tuple of Amount for amounts.
    None: not known.
    """

    label: str
    value: object
    kind: Literal["text", "id", "time", "link", "figure", "state", "amounts"] = "text"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a thing, as a line of its timeline."""

    href: str
    time: datetime  # in the zone of the event's own offset
    biz_step: str
    disposition: str = ""
    place: Link | None = None
    party: Link | None = None
    inputs: tuple[Amount, ...] = ()
    outputs: tuple[Amount, ...] = ()
    proof_state: str = "pending"
    is_corrected: bool = False  # its organisation declared it to be in error: it counts nowhere
    replaced_by: tuple[Link, ...] = ()  # the events that its declaration names in its place
    more: int = 0  # so many more things the event names


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document: its title, where it is in it, the words themselves, and where to read on."""

    title: str
    place: str = ""
    words: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class FigureOrigin:
    """Everything behind a figure: the content of the sheet and of `/figure/<ref>`."""

    figure: Figure
    name: str
    of: Link | None = None  # the thing the figure is about
    state: str = ""
    as_of: datetime | None = None
    formula: str = ""
    facts: tuple[Fact, ...] = ()  # what else must be said of it
    inputs: tuple[Amount, ...] = ()
    sources: tuple[Source, ...] = ()
    answerable: Link | None = None
    recorder: Link | None = None
    proof: Proof | None = None
    reveals: frozenset[str] = frozenset()  # the kinds of record that it shows (`people/viewer.py`), beside events


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state with its reasons; never a colour alone. A reason may lead to what it rests on."""

    state: str
    reasons: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """A number that leads to what it counts; `state`, if any, gives it its tone."""

    label: str
    value: int
    href: str
    unit: str = "件"
    state: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """/: the numbers of today, the newest deeds, the state of the log, and identifiers to try."""

    steps: tuple[Step, ...]
    log: LogState | None
    examples: tuple[Link, ...] = ()
    today: tuple[Tally, ...] = ()
    registers: tuple[Tally, ...] = ()
    registers_changed: datetime | None = None
    targets: tuple[Tally, ...] = ()
    missed: tuple[Link, str] | None = None
    contradicting: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """An entity of a register, a plan, a target or an indicator that answers a search: its page; its title, and, where another
    property answers (`label`), the text of that, in pieces, each with whether it is what was looked for.
    """

    href: str
    title: tuple[tuple[str, bool], ...]
    label: str = ""
    text: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """The entities of one register, or the plans, targets or indicators, that answer a search; kind: the section's id."""

    kind: str
    label: str
    found: tuple[FoundEntity, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a text in the search box was taken for, and what may have been meant: of things link, kind, code as printed; of
    registers in `groups`.
    """

    text: str
    understood: tuple[Fact, ...]
    found: tuple[tuple[Link, str, str], ...] = ()
    fault: str = ""
    groups: tuple[FoundGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the four questions: how far it is answered, the facts it rests on, and in `missing` what is not known and why.

    `lead` is the answer in one sentence. `missing` may lead to where the link is missing.
    """

    code: Literal["provenance_known", "destination_traceable", "quality_checkable", "responsibility_answerable"]
    title: str
    state: str  # answered, partly_answered, partly_read, unanswered; of quality also a disposition
    facts: tuple[Fact, ...] = ()
    missing: tuple[Link, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """As of when a trace is shown. `known_on`, `at`: None means now; `*_day` is what stands in the form (YYYY-MM-DD)."""

    known_on: datetime | None = None
    at: datetime | None = None
    known_on_day: str = ""
    at_day: str = ""


@dataclass(frozen=True, slots=True)
class TracePage:
    """An identifier: what it names, the four questions, its genealogy, its events, where it was, its quantities."""

    kind: str
    name: str
    identifier: str
    digital_link: str
    verdict: Verdict | None  # None: of a place, of which nothing is judged
    picture: Picture
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...] = ()
    answers_href: str = ""  # where they are, if not here: they are fetched when the page is there
    places: "Table | None" = None
    quantities: tuple[Fact, ...] = ()
    lead: Figure | None = None
    lead_label: str = ""
    lot_href: str = ""
    path: str = ""  # of this page, without its query
    moments: Moments = Moments()
    newer_href: str = ""
    older_href: str = ""
    is_whole: bool = True  # false: the genealogy or the steps were too many to show all
    entry: Link | None = None  # where it, or the product that it is one of, stands in a register


@dataclass(frozen=True, slots=True)
class GroupPage:
    """What stands in one box of a genealogy: many of one family, as a table."""

    title: str
    back: Link
    table: "Table"


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event: its dimensions, its proof, who recorded it, its body as received."""

    kind: str  # glossary code of the event type
    biz_step: str
    event_id: str
    time: datetime
    what: tuple[Fact, ...]
    when: tuple[Fact, ...]
    where: tuple[Fact, ...]
    why: tuple[Fact, ...]
    how: tuple[Fact, ...]
    recorded_by: tuple[Fact, ...]
    proof: Proof
    raw: str  # JSON text as received; empty when erased or not for this viewer
    raw_href: str = ""


@dataclass(frozen=True, slots=True)
class LotPage:
    """A lot, for anyone who scans its code."""

    name: str
    lot: str
    identifier: str
    digital_link: str
    verdict: Verdict
    answers: tuple[Answer, ...]
    proof: Proof
    advice: tuple[str, ...] = ()  # what whoever holds it should do, in plain words
    alerts: tuple[Link, ...] = ()  # what makes this very pack suspect, such as its code seen twice
    trace_href: str = ""
    report_href: str = ""
    qr_href: str = ""  # of the drawing of its QR code; empty: drawn in the page
    code_word: str = "批号"  # what `lot` is: a lot number, a serial number
    checks: "tuple[ProductCheck, ...]" = ()  # what the registers say of its product, such as who may use the marks on it


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt as a certificate on paper: what is certified, its proof, the code to check it by."""

    title: str
    facts: tuple[Fact, ...]
    proof: Proof
    page_url: str  # in the QR code
    issued_at: datetime
    back: Link | None = None
    log_key: str = ""  # the log's verifier keys (C2SP vkey)
    receipt_text: str = ""  # the whole receipt, for a second code; empty: too large for one
    receipt_discloses: bool = False  # whether that code holds the content too, or only its salted hash


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness by name, and when it cosigned; None: not yet."""

    name: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint: its title on the page, how far its proof is (glossary code), what it covers, who cosigned it."""

    title: str
    state: str
    size: int
    root: str  # base64
    signed_at: datetime
    cosigners: tuple[Cosigner, ...]


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """/ledger: how far the log is, and its newest checkpoints; its deeds stand in a table beside it."""

    deeds: int
    leaves: int
    pending: int
    origin: str
    heads: tuple[SignedHead, ...]  # the newest that is signed, and the newest that is witnessed where that is another
    is_published: bool  # whether /log/checkpoint has one to give
    witnesses_needed: int
    is_halted: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A property of an entity that a record changed, from what to what; with neither where the viewer is not told."""

    entity: Link
    label: str
    before: str = ""
    value: str = ""
    href: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record that is no event: its kind, who recorded it, its proof, what it changed in a register; other content is
    for others to show.
    """

    kind: str
    reference: str
    facts: tuple[Fact, ...]
    proof: Proof
    changes: tuple[ChangeLine, ...] = ()
