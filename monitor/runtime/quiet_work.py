"""Large work in the background of a program that must answer within milliseconds.

Python runs one thread at a time, looks through every object for cycles now and then, and frees a
large structure in one go: each of these would hold up an utterance for 20 to 130 ms.
"""

from __future__ import annotations

import gc
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

TURN_S: Final = 0.000_5
"""How long a thread may hold the interpreter while another waits for it."""
# What leads from the structure to the whole program.
_ELSEWHERE: Final = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)


@contextmanager
def quietly() -> Iterator[None]:
    """Within, threads take turns every half millisecond and no search for cycles runs.

    What has been made by the end is kept out of later searches; `settle` ends that.
    """
    turn, searching = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(TURN_S)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        sys.setswitchinterval(turn)
        if searching:
            gc.enable()


def settle() -> None:
    """Let searches for cycles see everything again."""
    gc.unfreeze()


def release(held: list[Any]) -> None:
    """Free what hangs on the objects in `held` alone, one object after another from the top.

    `held` must be the last to know them; its places are None afterwards.
    """
    seen = {id(each) for each in held}
    for place in _growing(held):
        for inner in gc.get_referents(held[place]):
            if id(inner) not in seen and gc.is_tracked(inner) and not isinstance(inner, _ELSEWHERE):
                seen.add(id(inner))
                held.append(inner)
    for place in range(len(held)):
        # Its parts still stand further down, so only its own shell is freed here.
        held[place] = None


def _growing(held: list[Any]) -> Iterator[int]:
    """The places of a list that grows meanwhile; no place's object is held on to."""
    place = 0
    while place < len(held):
        yield place
        place += 1
