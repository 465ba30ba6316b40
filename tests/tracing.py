"""A pytest plugin for the trace: runs each marked test as it is, then once more with the function it names lying.

`--trace-to FILE` writes per marker how the test ended both times: "passed", "assertion" or another exception. A proof
passes first and then fails in an assertion. The function lies only while the test itself runs, not in its fixtures.
"""

import contextlib
import dataclasses
import functools
import importlib
import json
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from uuid import UUID

import pytest

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, ConditionState, Verdict
from dijkwacht.kernel.window import Moment, Window

_RESULTS = pytest.StashKey[list]()


def pytest_addoption(parser):
    parser.getgroup("trace").addoption("--trace-to", help="write how each marked test ended to this file")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--trace-to"):
        config.stash[_RESULTS] = []
        items[:] = [item for item in items if any(item.iter_markers("req"))]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    results = item.config.stash.get(_RESULTS, None)
    if results is None:
        return (yield)
    try:
        outcome = yield
    except BaseException as error:
        results += [_line(item, marker, ending(error), "not tried") for marker in item.iter_markers("req")]
        raise
    for marker in item.iter_markers("req"):
        with lying(marker.kwargs["breaks"]):
            try:
                item.runtest()
                ended = "passed"
            except Exception as error:  # noqa: BLE001 - how it ended is what is asked
                ended = ending(error)
        results.append(_line(item, marker, "passed", ended))
    return outcome


def pytest_unconfigure(config):
    if (results := config.stash.get(_RESULTS, None)) is not None:
        Path(config.getoption("--trace-to")).write_text(json.dumps(results, indent=1), encoding="utf-8")


def ending(error) -> str:
    return "assertion" if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"


def _line(item, marker, plain, broken) -> dict:
    listed = {"test": item.nodeid, "items": list(marker.args), "breaks": marker.kwargs["breaks"]}
    return {**listed, "plain": plain, "broken": broken}


@contextlib.contextmanager
def lying(name):
    """Replace the function wherever it is held by one that answers wrongly, and put it back afterwards."""
    module_name, _, attribute = name.rpartition(".")
    real = getattr(importlib.import_module(module_name), attribute)

    @functools.wraps(real)
    def liar(*args, **kwargs):
        return wrong(real(*args, **kwargs))

    places = [held for module in list(sys.modules.values()) for held in _holders(module, real)]
    for holder, key in places:
        holder[key] = liar
    try:
        yield
    finally:
        for holder, key in places:
            holder[key] = real


def _holders(module, real):
    names = getattr(module, "__dict__", {})
    for key, value in list(names.items()):
        if value is real:
            yield names, key
        elif type(value) is dict and key != "__dict__":
            yield from ((value, inner) for inner, held in list(value.items()) if held is real)


def wrong(value):  # noqa: C901, PLR0912 - one line per type, read as a table
    """Return a wrong value of the same type: gate met, reasons empty, window a day short, the other enum member."""
    match value:
        case bool():
            return not value
        case Enum():
            members = list(type(value))
            return members[(members.index(value) + 1) % len(members)]
        case int():
            return value + 1
        case str():
            return f"verkeerd {value[::-1]}"
        case UUID():
            return UUID(int=0)
        case Verdict():
            return Verdict("declared-wrong")
        case Condition():
            other = ConditionState.NOT_MET if value.state is ConditionState.MET else ConditionState.MET
            return dataclasses.replace(value, state=other, text=Text("verkeerd", "wrong"))
        case Text():
            return Text("verkeerd", "wrong")
        case Window():
            return Window(value.start + timedelta(days=1), value.end + timedelta(days=1))
        case Moment():
            return dataclasses.replace(value, earliest=value.earliest + timedelta(days=1))
        case datetime() | date():
            return value + timedelta(days=1)
        case tuple():
            return ()
        case list():
            return []
        case frozenset() | set():
            return type(value)()
        case Mapping():
            return {key: wrong(held) for key, held in value.items()}
        case None:
            return None
    if dataclasses.is_dataclass(value):
        changed = {}
        for field in dataclasses.fields(value):
            held = getattr(value, field.name)
            if field.init and held is not None and not (isinstance(held, Mapping) and not held):
                changed[field.name] = wrong(held)
        return dataclasses.replace(value, **changed)
    return value
