"""Schemathesis asks everything of the API, over HTTP, with tokens that reach data: nothing breaks or is unsaid."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from api_client import token_of
from dijkwacht.web.api.site import description
from hostile_stage import stage

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,ignored_auth"
)
TOOL = Path(sys.executable).with_name("schemathesis")
VERSIONS = [f'"{number}"' for number in range(1, 40)]


def reaching(played):
    """Return the description with ids that exist (and one that does not) where a path or a header names something."""
    told = copy.deepcopy(json.loads(description()))
    named = {name: [str(value)] for name, value in played.named.items()}
    for slugs in played.slugs.values():
        for name, values in slugs.items():
            named.setdefault(name, []).extend(str(value) for value in values)
    for methods in told["paths"].values():
        for operation in methods.values():
            for one in operation.get("parameters", []):
                if one["in"] == "path" and one["name"] in named:
                    one["schema"] = {"enum": [*named[one["name"]] * 3, str(uuid4())]}
                elif one["name"] == "If-Match":
                    one["schema"] = {"enum": VERSIONS}
    return told


def asked(live_server, tmp_path, token, told, seconds):
    """Return what schemathesis says after asking for so long."""
    (tmp_path / "openapi.json").write_text(json.dumps(told), encoding="utf-8")
    command = [TOOL, "run", "openapi.json", "--url", live_server.url, "--checks", CHECKS, "--max-time", str(seconds)]
    command += ["-H", f"Authorization: Bearer {token}", "--warnings", "off", "--continue-on-failure", "--no-color"]
    command += ["--phases", "examples,coverage,fuzzing", "--suppress-health-check", "all", "--request-timeout", "30"]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    return found.returncode, found.stdout + found.stderr


@pytest.mark.parametrize("who", ["ciso", "desk"])
@pytest.mark.parametrize("seconds", [pytest.param(8, id="brief"), pytest.param(300, id="long", marks=pytest.mark.deep)])
@pytest.mark.timeout(900)
def test_nothing_breaks_and_no_answer_is_undocumented(live_server, settings, tmp_path, who, seconds):
    settings.API_PER_MINUTE = 10_000_000
    played = stage()
    at = {"ciso": played.cast.town, "desk": played.cast.town_cert}[who]
    code, told = asked(live_server, tmp_path, token_of(who, at), reaching(played), seconds)
    assert code == 0, told[-12_000:]
