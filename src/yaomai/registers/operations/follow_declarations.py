"""How does a migrated database come to fit the kinds that this version of the program declares?"""

from collections.abc import Callable
from typing import Any

import psycopg

from yaomai.registers import kinds
from yaomai.registers.indexes import keep_indexes
from yaomai.registers.operations.refresh import refresh_declared


def follow_declarations(owner: psycopg.Connection[Any], say: Callable[[str], None]) -> None:
    """Derive the entities anew whose kind is declared otherwise than before, then make and drop the indexes of lists."""
    ((now,),) = owner.execute("SELECT now()").fetchall()
    refresh_declared(now, say)
    for words in keep_indexes(owner, kinds.all_kinds()):
        say(words)
