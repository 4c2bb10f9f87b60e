"""Which public pages has this process rendered already, and are they still right?

A page is kept with the mark of everything it was made of (traceability/queries/last_changed.py). Each request asks for the mark
now, by one statement; only a page whose mark is still the same is handed out. So a page is never older than the record, whoever
wrote to it, and nothing has to be told to forget anything. Bounded by bytes, the least recently used goes first.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from yaomai.traceability.queries.last_changed import Mark

BYTES_MOST = 192 * 1024 * 1024
"""Some ten thousand pages: of more than fit, asked for in turn, each would be dropped before it is asked for again."""
_OVERHEAD = 600
"""Bytes, about, that an entry takes beside its body and its nodes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A rendered page: its body, its entity tag, the things and steps it was made of, those of which it also matters what they lead
    to, and the mark of these.
    """

    body: bytes
    etag: str
    nodes: tuple[int, ...]
    onward: tuple[int, ...]
    mark: Mark

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return len(self.body) + 40 * (len(self.nodes) + len(self.onward)) + _OVERHEAD


@dataclass
class PageCache:
    """Pages by key; safe among threads."""

    bytes_most: int = BYTES_MOST
    bytes: int = 0
    _pages: "OrderedDict[str, Kept]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> Kept | None:
        """The page under this key, right or not."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
            return kept

    def put(self, key: str, kept: Kept) -> None:
        """Keep a page; one that alone is too large is not kept."""
        with self._lock:
            self._drop(key)
            if kept.bytes > self.bytes_most:
                return
            self._pages[key] = kept
            self.bytes += kept.bytes
            while self.bytes > self.bytes_most:
                self._drop(next(iter(self._pages)))

    def forget_all(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _drop(self, key: str) -> None:
        kept = self._pages.pop(key, None)
        if kept is not None:
            self.bytes -= kept.bytes
