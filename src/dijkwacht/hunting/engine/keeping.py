"""Where very many objects are made that all stay, the search for unreachable ones among them only takes time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def all_is_kept() -> Iterator[None]:
    """Hold the collector of cycles off; for work that ends within seconds. What refers to no cycle is freed as ever.

    Measured on a list of 100,000 indicators: making them ready and arming them takes half as long. What was made counts
    as old at once: to freeze and to release it joins two lists, while to look through it as young takes 50 ms.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        gc.enable()
