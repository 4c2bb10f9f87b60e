"""When is it not worth looking for what nothing refers to any more?

While much is made that refers to nothing that refers back, such as the cells of a file: looking through it all again and again
(`gc`) takes longer than making it, and finds nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Until it ends nothing in this process is looked through; what nothing refers to by then is found afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
