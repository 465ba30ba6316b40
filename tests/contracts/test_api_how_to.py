"""The how-to of the API does what it says: its commands are run, one after the other, against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api_client import token_of
from dijkwacht.journal.services import sequence_once
from hostile_stage import stage

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def told(live_server, settings, tmp_path):
    settings.PUBLIC_URL = live_server.url
    played = stage()
    sequence_once()
    return {
        "PATH": os.environ["PATH"],
        "TOKEN": token_of("ciso", played.cast.town),
        "DIJKWACHT": live_server.url,
        "ORGANISATION": str(played.cast.town),
    }


def test_every_command_of_the_how_to_works(told, tmp_path):
    blocks = BLOCK.findall(HOW_TO.read_text(encoding="utf-8"))
    assert len(blocks) == 7
    script = "\n".join(text for language, text in blocks if language == "python")
    done = subprocess.run([sys.executable, "-c", script], env=told, cwd=tmp_path, capture_output=True, text=True)  # noqa: PLW1510 - judged below
    assert done.returncode == 0, done.stderr
    assert "NetScaler exercise" in done.stdout
    assert "201" in done.stdout
    assert done.stdout.strip().endswith("True")
    shell = [text for language, text in blocks if language == "bash"]
    said = [
        subprocess.run(["bash", "-ec", text], env=told, cwd=tmp_path, capture_output=True, text=True)  # noqa: PLW1510 - judged below
        for text in shell
    ]
    assert [one.returncode for one in said] == [0] * len(said), [one.stderr for one in said]
    assert '"role": "ciso"' in said[0].stdout
    assert '"rows": 1' in said[1].stdout
    assert "/product" in said[2].stdout
    assert "/use" in said[2].stdout
    assert '"secret"' in said[3].stdout
