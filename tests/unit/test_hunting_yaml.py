"""YAML of rules reads the same by either library, and no depth of it ends the process."""

import pytest
import yaml

from dijkwacht.hunting.engine.rules.packs import SHIPPED
from dijkwacht.hunting.engine.rules.yaml_text import yaml_document, yaml_documents


def test_the_shipped_packs_read_the_same_by_both_libraries():
    files = sorted(SHIPPED.rglob("*.yml"))
    assert files
    for file in files:
        text = file.read_text()
        assert yaml_documents(text) == list(yaml.safe_load_all(text)), file


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000, "\n".join(" " * n + "a:" for n in range(3_000))]
)
def test_a_text_nested_without_end_is_refused(text):
    with pytest.raises((yaml.YAMLError, RecursionError)):
        yaml_document(text)
