"""What does a formula of a derived indicator say?

    expression = term { ("+" | "-") term }        term = factor { ("*" | "/") factor }
    factor     = "-" factor | atom                 atom = number | "(" expression ")" | function | source | indicator
    function   = ("growth" | "chain" | "sum") "(" expression ")" | "share" "(" expression "," expression ")"
    source     = "register:" system "/" figure | "events:" measure
    indicator  = key [ "[" segment "]" ]           key: words of a-z, 0-9 and _, joined by dots

`growth(x)`: in per cent against the same span a year before. `chain(x)`: index of the chained growth rates of x. `sum(x)`: of the
regions that make up the region. `share(x, of)`: in per cent. `register:G06/base_area` is a declared total of the registers,
`events:processed_share` a measure of what happened to goods.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yaomai.errors import YaomaiError

FORMULA_CHARACTERS_MAX = 2_000
DEPTH_MAX = 50
FUNCTIONS = {"growth": 1, "chain": 1, "sum": 1, "share": 2}
"""How many arguments each takes."""


class FormulaError(YaomaiError):
    """A formula cannot be read; says at which character."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """The series of an indicator; segment None: the segment that is asked for."""

    key: str
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What other rooms answer: kind `register` or `events`, and its name there."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus something."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """left op right; op: one of + - * /."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of FUNCTIONS."""

    name: str
    arguments: "tuple[Node, ...]"


Node = Number | Named | Source | Negative | Binary | Call

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<source>register:[A-Z]\d{2}/[a-z][a-z0-9_]*|events:[a-z][a-z0-9_]*)"
    r"|(?P<key>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)|(?P<segment>\[[^\[\]]{1,300}\])|(?P<sign>[-+*/(),]))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Reader:
    """Reads tokens from the left, one rule of the grammar a method."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.next = 0
        self.depth = 0

    def look(self) -> _Token:
        return self.tokens[self.next]

    def take(self, *texts: str) -> _Token | None:
        """The next token, if it is one of these signs."""
        token = self.look()
        if token.kind != "sign" or token.text not in texts:
            return None
        self.next += 1
        return token

    def must_take(self, text: str) -> None:
        if self.take(text) is None:
            raise _unexpected(self.look(), f"“{text}”")

    def expression(self) -> Node:
        left = self.term()
        while token := self.take("+", "-"):
            left = Binary(token.text, left, self.term())
        return left

    def term(self) -> Node:
        left = self.factor()
        while token := self.take("*", "/"):
            left = Binary(token.text, left, self.factor())
        return left

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise FormulaError(
                f"at character {self.look().at + 1}: more than {DEPTH_MAX} levels; make it several indicators"
            )
        found = Negative(self.factor()) if self.take("-") else self.atom()
        self.depth -= 1
        return found

    def atom(self) -> Node:
        if self.take("("):
            inner = self.expression()
            self.must_take(")")
            return inner
        token = self.look()
        if token.kind == "number":
            self.next += 1
            return Number(Decimal(token.text))
        if token.kind == "source":
            self.next += 1
            kind, _, name = token.text.partition(":")
            return Source(kind, name)
        if token.kind != "key":
            raise _unexpected(token, "a number, an indicator, a function or “(”")
        self.next += 1
        if self.take("("):
            return self.call(token)
        after = self.look()
        if after.kind == "segment":
            self.next += 1
            return Named(token.text, after.text[1:-1].strip())
        return Named(token.text)

    def call(self, name: _Token) -> Node:
        if name.text not in FUNCTIONS:
            words = f"no function is called {name.text}; there are {', '.join(FUNCTIONS)}"
            raise FormulaError(f"at character {name.at + 1}: {words}")
        arguments = [self.expression()]
        while self.take(","):
            arguments.append(self.expression())
        self.must_take(")")
        if len(arguments) != FUNCTIONS[name.text]:
            words = f"{name.text} takes {FUNCTIONS[name.text]}, not {len(arguments)}"
            raise FormulaError(f"at character {name.at + 1}: {words}")
        return Call(name.text, tuple(arguments))


def parse(text: str) -> Node:
    """The formula that a text says. Raises FormulaError."""
    if len(text) > FORMULA_CHARACTERS_MAX:
        raise FormulaError(f"a formula has at most {FORMULA_CHARACTERS_MAX} characters, this one {len(text)}")
    reader = _Reader(list(_tokens(text)))
    found = reader.expression()
    if reader.look().kind != "end":
        raise _unexpected(reader.look(), "an operator or the end")
    return found


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f"at character {at + 1}: {text[at]!r} means nothing in a formula")
        yield _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
        at = match.end()
    yield _Token("end", "", len(text))


def _unexpected(token: _Token, wanted: str) -> FormulaError:
    seen = f"“{token.text[:40]}”" if token.text else "the end"
    return FormulaError(f"at character {token.at + 1}: {wanted} was expected, not {seen}")


def nodes(node: Node) -> Iterator[Node]:
    """A formula and all of its parts, each before its own parts."""
    yield node
    if isinstance(node, Negative):
        yield from nodes(node.of)
    elif isinstance(node, Binary):
        yield from nodes(node.left)
        yield from nodes(node.right)
    elif isinstance(node, Call):
        for one in node.arguments:
            yield from nodes(one)


def referred(node: Node) -> frozenset[str]:
    """The keys of the indicators that a formula names."""
    return frozenset(one.key for one in nodes(node) if isinstance(one, Named))


def written(node: Node) -> str:
    """A formula that says the same, with parentheses around every part that has an operator."""
    if isinstance(node, Number):
        return format(node.value, "f")
    if isinstance(node, Named):
        return node.key if node.segment is None else f"{node.key}[{node.segment}]"
    if isinstance(node, Source):
        return f"{node.kind}:{node.name}"
    if isinstance(node, Negative):
        return f"(-{written(node.of)})"
    if isinstance(node, Binary):
        return f"({written(node.left)} {node.op} {written(node.right)})"
    return f"{node.name}({', '.join(written(one) for one in node.arguments)})"
