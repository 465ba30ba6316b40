"""The tree keeps the house rules, and every rule is shown to complain about a snippet that breaks it."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import house
import pytest

KERNEL_MAY_USE = frozenset(sys.stdlib_module_names) | {"dijkwacht"}
Rule = Callable[[str], list[str]]

PYTHON_RULES: dict[str, Rule] = {
    "no module is too long": house.too_long_module,
    "no function is too long": house.too_long_functions,
    "imports inside functions give their reason": house.inner_imports_without_reason,
    "every noqa carries a reason": house.bare_noqa,
    "every type ignore carries its code": house.bare_ignores,
    "nothing happens behind your back": house.behind_your_back,
    "every sentence is there in both languages": house.half_sentences,
}

BREACHES = [
    ("no module is too long", "x = 1\n" * 501),
    ("no function is too long", "def long():\n" + "    x = 1\n" * 60),
    ("imports inside functions give their reason", "def f():\n    import json\n    return json"),
    ("imports inside functions give their reason", "def f():\n    import json  # no" + "qa: PLC0415\n    return json"),
    ("every noqa carries a reason", "import os  # no" + "qa"),
    ("every noqa carries a reason", "import os  # no" + "qa: F401"),
    ("every noqa carries a reason", "# ruff: no" + "qa"),
    ("every type ignore carries its code", "x: int = ''  # type: " + "ignore"),
    ("nothing happens behind your back", "from django.dispatch import receiver"),
    ("nothing happens behind your back", "from django.db.models.signals import post_save"),
    ("nothing happens behind your back", "from django.contrib.admin import site"),
    ("nothing happens behind your back", "class A:\n    def save(self, *args):\n        pass"),
    ("nothing happens behind your back", "class A:\n    class Meta:\n        ordering = ['name']"),
    ("nothing happens behind your back", "class A(forms.ModelForm):\n    pass"),
    ("every sentence is there in both languages", "Text('Gesloten.', '')"),
    ("every sentence is there in both languages", "Text(nl='Gesloten.')"),
]

KEPT = [
    ("no module is too long", "x = 1\n" * 500),
    ("no function is too long", "def long():\n" + "    x = 1\n" * 59),
    ("imports inside functions give their reason", "def f():\n    import json  # read only on demand, 80 ms\n"),
    ("imports inside functions give their reason", "def f():\n    # read only on demand, 80 ms\n    import json\n"),
    ("every noqa carries a reason", "import os  # no" + "qa: F401 - re-exported for the command line"),
    ("every type ignore carries its code", "x: int = ''  # type: " + "ignore[assignment]"),
    ("nothing happens behind your back", "class A:\n    class Meta:\n        constraints = []"),
    ("every sentence is there in both languages", "Text('', '')"),
    ("every sentence is there in both languages", "Text(nl='Gesloten.', en='Closed.')"),
]


@pytest.mark.parametrize("rule", PYTHON_RULES)
def test_the_product_keeps_the_rule(rule):
    complaints = {
        house.shown(path): found
        for path in house.source_modules()
        if (found := PYTHON_RULES[rule](path.read_text(encoding="utf-8")))
    }
    assert not complaints


@pytest.mark.parametrize("rule", ["no module is too long", "no function is too long", "every noqa carries a reason"])
def test_the_tests_keep_the_rule_too(rule):
    complaints = {
        house.shown(path): found
        for path in house.tracked(".py")
        if not path.is_relative_to(house.SOURCE) and (found := PYTHON_RULES[rule](path.read_text(encoding="utf-8")))
    }
    assert not complaints


@pytest.mark.parametrize(("rule", "snippet"), BREACHES)
def test_the_rule_complains_about_a_breach(rule, snippet):
    assert PYTHON_RULES[rule](snippet)


@pytest.mark.parametrize(("rule", "snippet"), KEPT)
def test_the_rule_is_silent_about_what_is_allowed(rule, snippet):
    assert not PYTHON_RULES[rule](snippet)


def test_few_imports_hide_inside_functions():
    hidden = {
        house.shown(path): lines
        for path in house.source_modules()
        if not house.shown(path).startswith(tuple(f"src/dijkwacht/{table}" for table in house.LAZY_TABLES))
        and (lines := house.inner_imports(path.read_text(encoding="utf-8")))
    }
    assert sum(len(lines) for lines in hidden.values()) <= house.MOST_INNER_IMPORTS, hidden


def pure_modules() -> list[Path]:
    return [
        path
        for path in house.source_modules()
        if (parts := path.relative_to(house.SOURCE).with_suffix("").parts)
        and (parts[0] == "kernel" or "domain" in parts[1:])
    ]


def test_kernel_and_domain_use_the_standard_library_only():
    complaints = {
        house.shown(path): found
        for path in pure_modules()
        if (found := house.outside_the_standard_library(path.read_text(encoding="utf-8"), KERNEL_MAY_USE))
    }
    assert not complaints


def test_a_domain_that_imports_more_is_noticed():
    assert house.outside_the_standard_library("import yaml\n", KERNEL_MAY_USE)
    assert house.outside_the_standard_library("from django.db import models\n", KERNEL_MAY_USE)
    assert not house.outside_the_standard_library("from dijkwacht.kernel.text import Text\n", KERNEL_MAY_USE)


def test_there_are_no_cupboards():
    complaints = {
        house.shown(path): found
        for path in house.tracked(".py")
        if (found := house.cupboards(path.relative_to(house.ROOT)))
    }
    assert not complaints
    assert house.cupboards(Path("src/dijkwacht/cases/utils.py"))
    assert house.cupboards(Path("tests/common/things.py"))


def test_no_file_is_empty():
    empty = [
        house.shown(path)
        for path in house.tracked()
        if path.name not in {"__init__.py", "py.typed"} and not path.read_bytes().strip()
    ]
    assert not empty


def test_templates_hold_no_inline_code():
    complaints = {
        house.shown(path): found
        for path in house.tracked(".html")
        if path.is_relative_to(house.SOURCE) and (found := house.inline_code(path.read_text(encoding="utf-8")))
    }
    assert not complaints


@pytest.mark.parametrize(
    "snippet",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>go()</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://elsewhere.example/x.js"></script>',
    ],
)
def test_inline_code_in_a_template_is_noticed(snippet):
    assert house.inline_code(snippet)


def test_a_template_with_linked_script_and_style_is_fine():
    linked = '<link rel="stylesheet" href="/static/web/page.css"><script src="/static/web/x.js" defer></script>'
    assert not house.inline_code(linked)


def test_every_form_that_posts_carries_its_token():
    complaints = {
        house.shown(path): found
        for path in house.tracked(".html")
        if path.is_relative_to(house.SOURCE) and (found := house.unguarded_forms(path.read_text(encoding="utf-8")))
    }
    assert not complaints
    assert house.unguarded_forms('<form method="post"><button>Go</button></form>')
    assert not house.unguarded_forms('<form method="post">{% csrf_token %}</form><form method="get"></form>')


def unclear_migrations(names: list[str]) -> list[str]:
    """Complain about migrations that do not say by name whether they run before or after the new code, and what for."""
    return [name for name in names if not re.fullmatch(r"\d{4}_(pre|post)_[a-z]+(_[a-z0-9]+)+", name)]


def test_migrations_say_when_they_run_and_what_for():
    names = [path.stem for path in house.SOURCE.glob("*/migrations/[0-9]*.py")]
    assert not unclear_migrations(names)
    assert unclear_migrations(["0002_auto", "0003_pre_x", "0004_case_closed_at"])
    assert not unclear_migrations(["0007_pre_add_measure_closed_at"])


def test_no_two_test_modules_have_one_name():
    names = [path.name for path in (house.ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))
