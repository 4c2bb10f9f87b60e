"""What do the prefixes in a document's names stand for?

EPCIS 2.0, JSON-LD binding: `@context` names the GS1 context by its web address and declares the
prefixes of extensions. Nothing is ever fetched: GS1's context is known by its addresses, names under an
unknown one stay verbatim.
"""

import re
from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, cast

# ref.gs1.org is where GS1 publishes; the two others are the drafts that GS1's own examples still name.
_GS1_CONTEXT = re.compile(
    r"https?://(?:ref\.gs1\.org/standards/epcis/(?:[0-9]+(?:\.[0-9]+)*/)?epcis-context(?:\.jsonld)?"
    r"|gs1\.github\.io/EPCIS/epcis-context(?:-simple)?\.jsonld"
    r"|mgh128\.github\.io/JSON-LDcontext_experiments/EPCIS_[0-9_]+-draft-context\.jsonld)"
)

_PUBLISHED = frozenset(("https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",))  # nearly always this one

# The prefixes that GS1's context itself declares. `gs1` is written as GS1 publishes its vocabulary today.
GS1_PREFIXES: dict[str, str] = {
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": "https://ref.gs1.org/cbv/",
    "gs1": "https://ref.gs1.org/voc/",
    "cbvmda": "urn:epcglobal:cbv:mda:",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}

# Namespaces of GS1's own vocabularies: where a prefix stands for one of them, what follows it may be a word of theirs.
_VOCABULARIES = ("https://ref.gs1.org", "https://gs1.org")
_GS1_WORDS: Mapping[str, str] = {
    name: address for name, address in GS1_PREFIXES.items() if address.startswith(_VOCABULARIES)
}


@dataclass(frozen=True, slots=True)
class Context:
    """The prefixes declared by a document, and by an event in it. `unknown`: the addresses, named right here, of contexts
    that nothing is known of; `has_gs1`: GS1's own is named here or around it; `word_prefixes`: the prefixes that stand for
    vocabularies of GS1, with those that need no declaration.
    """

    prefixes: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    has_gs1: bool = False
    word_prefixes: Mapping[str, str] = field(default_factory=lambda: _GS1_WORDS)

    def extended(self, value: Any) -> "Context":
        """This context with the `@context` of something inside it."""
        return self if value is None else _read(value, self)

    def expand(self, name: str) -> str:
        """`example:lot` as the full URI if the prefix is declared here or by GS1; else `name` itself."""
        prefix, colon, local = name.partition(":")
        if not colon or local.startswith("//"):
            return name
        namespace = self.prefixes.get(prefix) or GS1_PREFIXES.get(prefix)
        return name if namespace is None else namespace + local


NO_CONTEXT = Context()


def read_context(value: Any) -> Context:
    """The context that the member `@context` declares; members of other types are reported by validation."""
    return _read(value, NO_CONTEXT)


def _read(value: Any, base: Context) -> Context:
    prefixes: dict[str, str] = {}
    unknown: dict[str, None] = {}
    has_gs1 = base.has_gs1
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            if item in _PUBLISHED or _GS1_CONTEXT.fullmatch(item):
                has_gs1 = True
            else:
                unknown[item] = None
        elif isinstance(item, dict):
            prefixes.update((k, v) for k, v in item.items() if isinstance(v, str) and not k.startswith("@"))
    # Layered, not copied: a document may have many events with a context each.
    around = cast("MutableMapping[str, str]", base.prefixes)
    together = ChainMap(prefixes, around) if around else prefixes
    return Context(together, tuple(unknown), has_gs1, _word_prefixes(prefixes, base.word_prefixes))


def _word_prefixes(declared: Mapping[str, str], around: Mapping[str, str]) -> Mapping[str, str]:
    changed = {name for name, address in declared.items() if name in around or address.startswith(_VOCABULARIES)}
    changed.discard("gs1")  # earlier contexts bind it to https://gs1.org/voc/; one vocabulary, one name
    if not changed:
        return around
    words = dict(around)
    for name in changed:
        if declared[name].startswith(_VOCABULARIES):
            words[name] = declared[name]
        else:
            del words[name]
    return words
