"""A pytest plugin for the trace: lists the requirement markers, and breaks one function to see tests turn red.

`--trace-list FILE` writes every marked test as JSON. `--trace-break NAME` makes the named function return a wrong value
of the right type; `--trace-result FILE` then says per test how it ended: "assertion" is what a true proof answers.
"""

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


def pytest_addoption(parser):
    group = parser.getgroup("trace")
    group.addoption("--trace-list", help="write the marked tests to this file")
    group.addoption("--trace-break", help="the function that returns a wrong value")
    group.addoption("--trace-result", help="write how each test ended to this file")


def pytest_collection_modifyitems(config, items):
    if target := config.getoption("--trace-list"):
        listed = [
            {"test": item.nodeid, "items": list(marker.args), "breaks": marker.kwargs.get("breaks", "")}
            for item in items
            for marker in item.iter_markers("req")
        ]
        Path(target).write_text(json.dumps(listed, indent=1), encoding="utf-8")
    if name := config.getoption("--trace-break"):
        break_function(name)


def pytest_runtest_makereport(item, call):
    results = item.config.stash.setdefault(_RESULTS, {})
    if call.excinfo is not None and results.get(item.nodeid) != "assertion":
        asserted = call.when == "call" and call.excinfo.errisinstance(AssertionError)
        results[item.nodeid] = (
            "assertion" if asserted else f"{call.when}: {call.excinfo.typename}: {call.excinfo.value}"
        )
    elif call.when == "call":
        results.setdefault(item.nodeid, "passed")


def pytest_unconfigure(config):
    if target := config.getoption("--trace-result"):
        Path(target).write_text(json.dumps(config.stash.get(_RESULTS, {}), indent=1), encoding="utf-8")


_RESULTS = pytest.StashKey[dict]()


def break_function(name: str) -> None:
    """Replace the function everywhere it was imported by one that answers wrongly."""
    module_name, _, attribute = name.rpartition(".")
    real = getattr(importlib.import_module(module_name), attribute)

    @functools.wraps(real)
    def broken(*args, **kwargs):
        return wrong(real(*args, **kwargs))

    for module in list(sys.modules.values()):
        for key, value in list(getattr(module, "__dict__", {}).items()):
            if value is real:
                setattr(module, key, broken)
            elif isinstance(value, dict) and key != "__dict__":
                for inner, held in list(value.items()):
                    if held is real:
                        value[inner] = broken


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
