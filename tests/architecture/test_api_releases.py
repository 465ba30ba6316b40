"""Programs written against an older release go on: nothing of the API is renamed, dropped or newly demanded."""

import copy
import json

import api_releases
import house
import pytest

RELEASES = sorted((house.ROOT / "tests" / "golden" / "releases").glob("openapi-*.json"))


@pytest.fixture
def now():
    return json.loads(api_releases.text())


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_nothing_of_a_release_is_taken_away(now, release):
    before = json.loads(release.read_text(encoding="utf-8"))
    assert api_releases.taken_away(before, now) == []


def test_a_description_takes_nothing_away_from_itself(now):
    assert api_releases.taken_away(now, now) == []


def drop_path(later):
    del later["paths"]["/api/v1/cases"]


def rename_field(later):
    fields = later["components"]["schemas"]["kernel.Text"]["properties"]
    fields["dutch"] = fields.pop("nl")


def demand_more(later):
    name = later["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    later["components"]["schemas"][name.rpartition("/")[2]]["required"].append("cve")


def demand_a_parameter(later):
    later["paths"]["/api/v1/cases"]["get"]["parameters"].append({"in": "query", "name": "sector", "required": True})


def rename_operation(later):
    later["paths"]["/api/v1/cases"]["get"]["operationId"] = "list_cases"


def answer_less(later):
    del later["paths"]["/api/v1/cases"]["get"]["responses"]["404"]


def know_fewer_words(later):
    later["components"]["schemas"]["cases.Axes"]["properties"]["use"]["enum"].remove("unknown")


@pytest.mark.parametrize(
    "change",
    [drop_path, rename_field, demand_more, demand_a_parameter, rename_operation, answer_less, know_fewer_words],
)
def test_what_breaks_programs_is_noticed(now, change):
    later = copy.deepcopy(now)
    change(later)
    assert api_releases.taken_away(now, later)


def test_more_breaks_nothing(now):
    later = copy.deepcopy(now)
    later["paths"]["/api/v1/new"] = {"get": {"operationId": "new", "responses": {}}}
    later["components"]["schemas"]["kernel.Text"]["properties"]["fr"] = {"type": "string"}
    assert api_releases.taken_away(now, later) == []


def test_every_operation_documents_every_answer(now):
    for path, methods in now["paths"].items():
        for method, one in methods.items():
            if path == "/api/v1/openapi.json":
                continue
            wanted = {"400", "401", "403", "404", "422", "429"} | ({"304"} if method == "get" else {"409"})
            assert wanted <= set(one["responses"]), path
            assert ("412" in one["responses"]) == ("428" in one["responses"])


def test_every_operation_is_told_in_a_sentence(now):
    told = {one["operationId"]: one.get("description", "") for path in now["paths"].values() for one in path.values()}
    assert not [name for name, text in told.items() if len(text) < 20]
