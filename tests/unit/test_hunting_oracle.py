"""The fast way and brute force find the same: random rules over random logs, and the public rules over made logs."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from hunting_evidence import hunted, local, put, request_line, told, web_log

SIGMA = Path(__file__).parents[3] / "shared" / "data" / "sigma"
WORDS = [
    "vpns",
    "admin",
    "cmd.exe",
    "/a/b",
    "x=1",
    "%76pns",
    "curl/7",
    "Mozilla/5.0",
    "é",
    "sqlmap",
    ".git/",
    "../",
    "~1",
]
FIELDS = [
    "cs-uri-stem",
    "cs-uri-query",
    "cs-user-agent",
    "cs-method",
    "sc-status",
    "cs-referer",
    "c-uri-extension",
    "c-ip",
]
MODIFIERS = ["", "|contains", "|startswith", "|endswith", "|re", "|contains|all", "|cased", "|base64offset|contains"]
STATUSES = [200, 304, 401, 403, 404]


def a_line(dice, at, shape):
    pick = dice.choice
    target = (
        "/" + "/".join(pick(WORDS) for _ in range(dice.randint(1, 3))) + pick(["", ".php", ".xml", "?q=" + pick(WORDS)])
    )
    agent = pick(["-", "", "curl/7.64", "Mozilla/5.0 (X)", "sqlmap/1.0", "CMD.EXE"])
    status, client = pick(STATUSES), f"192.0.2.{dice.randint(1, 9)}"
    if shape == "json":
        return f'{{"timestamp":"{at:%Y-%m-%dT%H:%M:%SZ}","request":"{pick(["GET", "POST"])} {target} HTTP/1.1","status":{status},"remote_addr":"{client}","http_user_agent":"{agent}"}}'  # noqa: E501 - one line of a log
    head = f"{client} - - [{at:%d/%b/%Y:%H:%M:%S} +0100]"
    if shape == "mixed" and dice.random() < 0.3:
        head = f"{client} -> 192.0.2.100 - - [{at:%d/%b/%Y:%H:%M:%S} +0100] [77]"
    tail = "" if dice.random() < 0.1 else f' "{pick(["-", "https://x.example/" + pick(WORDS)])}" "{agent}"'
    return f'{head} "{pick(["GET", "POST"])} {target} HTTP/1.1" {status} {dice.randint(0, 999)}{tail}'


def a_log(dice, shape, lines=400):
    at, found = local(2020, 1, 8), []
    for _ in range(lines):
        at += timedelta(seconds=dice.randint(1, 600))
        found.append("noise without shape " + dice.choice(WORDS) if dice.random() < 0.02 else a_line(dice, at, shape))
    return "\n".join(found) + "\n"


def a_rule(dice, number):
    names = [f"s{n}" for n in range(dice.randint(1, 3))]
    detection = {}
    for name in names:
        if dice.random() < 0.25:
            detection[name] = [dice.choice(WORDS) for _ in range(dice.randint(1, 3))]
            continue
        own = {}
        for _ in range(dice.randint(1, 2)):
            field = dice.choice(FIELDS)
            modifier = dice.choice(MODIFIERS) if field != "sc-status" else ""
            values = [
                dice.choice(STATUSES) if field == "sc-status" else dice.choice(WORDS) for _ in range(dice.randint(1, 3))
            ]
            if modifier == "|re":
                values = [dice.choice([r"(?i)VPN[st]", r"a.*b", r"\d{3}$", r"(cmd|sql)\w+", "x|y"])]
            own[field + modifier] = values
        detection[name] = own
    joins = [" and ", " or ", " and not "]
    condition = names[0]
    for name in names[1:]:
        condition += dice.choice(joins) + name
    detection["condition"] = condition
    return {
        "title": f"rule {number}",
        "name": f"rule-{number}",
        "level": dice.choice(["low", "high"]),
        "logsource": {"category": "webserver"},
        "detection": detection,
    }


def findings(result):
    return [
        {key: one[key] for key in ("rule", "line", "offset", "length", "time", "text", "class")}
        for one in told(result).get("finding", [])
    ]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shape", ["plain", "mixed", "json"])
def test_random_rules_over_random_logs_find_the_same_as_brute_force(tmp_path, seed, shape):
    dice = random.Random(f"{seed} {shape}")  # noqa: S311 - a game of chance with a known seed
    put(tmp_path / "ev", {"var/log/access.log": a_log(dice, shape)})
    rules = [yaml.safe_dump(a_rule(dice, number), allow_unicode=True) for number in range(25)]
    indicators = "192.0.2.3\n192.0.2.4/31\nx.example\nhttps://x.example/admin\nsqlmap/1.0\n"
    put(tmp_path / "p", {"pack.yml": "needs: [web-access]\n", "r.yml": "---\n".join(rules), "i.txt": indicators})
    fast, slow = (findings(hunted(tmp_path / "ev", tmp_path / "p", brute=brute)) for brute in (False, True))
    assert slow
    assert fast == slow


@pytest.mark.skipif(not SIGMA.is_dir(), reason="the public Sigma rules lie beside the project, not in it")
def test_the_public_rules_find_the_same_as_brute_force(tmp_path):
    dice = random.Random(5)  # noqa: S311 - a game of chance with a known seed
    extra = [
        "/mgmt/tm/util/bash",
        "/x.class",
        "/a?q=${jndi:ldap://x}/Basic/Command/Base64/",
        "/.git/",
        "/a?x=={{7*7}}",
        "/f.exe",
    ]
    lines = a_log(dice, "plain").splitlines()
    lines += [line.replace(" HTTP/1.1", dice.choice(extra) + " HTTP/1.1", 1) for line in lines[:200]]
    put(tmp_path / "ev", {"access.log": "\n".join(lines) + "\n"})
    fast, slow = (findings(hunted(tmp_path / "ev", SIGMA, brute=brute)) for brute in (False, True))
    assert len({one["rule"] for one in slow}) > 5
    assert fast == slow


def test_a_record_of_several_lines_is_found_whole_by_both(tmp_path):
    log = "".join(
        f'Jan  8 02:{n:02}:00 <local7.notice> ns1 bash[1]: nobody on x shell_command="echo {n}\ncat /etc/shadow\nend"\n'
        for n in range(60)
    )
    rule = {
        "title": "t",
        "name": "r",
        "logsource": {"product": "netscaler", "service": "shell-log"},
        "detection": {"s": {"shell_command|contains": "/etc/shadow", "user": "nobody"}, "condition": "s"},
    }
    put(tmp_path, {"ev/var/log/bash.log": log, "p/r.yml": yaml.safe_dump(rule)})
    fast, slow = (findings(hunted(tmp_path / "ev", tmp_path / "p", brute=brute)) for brute in (False, True))
    assert fast == slow
    assert len(fast) == 60
    assert fast[0]["text"].endswith('shadow\nend"')


def values_in(node):
    """Every text that a rule compares with, its wildcards taken out."""
    if isinstance(node, dict):
        for key, below in node.items():
            if key != "condition":
                yield from values_in(below)
    elif isinstance(node, list):
        for below in node:
            yield from values_in(below)
    elif isinstance(node, str | int):
        yield str(node).replace("\\*", "*").strip("*") or "x"


def lines_for(document, at):
    """Requests that hold each text of a rule in each place of a request, whole and with others beside."""
    texts = list(dict.fromkeys(values_in(document["detection"])))
    every = "&".join(texts)
    found = []
    for text in [*texts, every]:
        shown = text.replace('"', "%22").replace(" ", "%20")
        target = shown if shown.startswith("/") else f"/{shown}"
        for target_, agent, referer, status in (
            (target, "x", "-", 200),
            (f"/x?{shown}", text.replace('"', ""), "-", 404),
            ("/x/" + shown.lstrip("/"), texts[0].replace('"', ""), f"https://x.example{target}", 200),
            (f"{target}?{every.replace(chr(34), '').replace(' ', '+')}", "-", "-", 200),
        ):
            method = next((one for one in ("POST", "PUT", "PROPFIND") if one in texts), "GET")
            head = f"192.0.2.1 - - [{at:%d/%b/%Y:%H:%M:%S} +0100]"
            found.append(f'{head} "{method} {target_} HTTP/1.1" {status} 5 "{referer}" "{agent}"')
    return found


@pytest.mark.skipif(not SIGMA.is_dir(), reason="the public Sigma rules lie beside the project, not in it")
def test_every_public_rule_is_put_to_lines_made_of_its_own_words_and_brute_force_agrees(tmp_path):
    at, lines, count = local(2020, 1, 8), [], 0
    for path in sorted(SIGMA.glob("*.yml")):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            count += 1
            lines += lines_for(document, at)
    put(tmp_path / "ev", {"access.log": "\n".join(lines) + "\n"})
    fast, slow = (findings(hunted(tmp_path / "ev", SIGMA, brute=brute)) for brute in (False, True))
    assert fast == slow
    assert len({one["rule"] for one in slow}) > 0.7 * count


@pytest.mark.skipif(not SIGMA.is_dir(), reason="the public Sigma rules lie beside the project, not in it")
def test_a_public_rule_whose_words_stand_on_every_line_takes_the_slower_path_and_says_so(tmp_path):
    own = SIGMA / "web_susp_windows_path_uri.yml"
    literal = next(values_in(yaml.safe_load(own.read_text(encoding="utf-8"))["detection"]))
    noisy = "".join(request_line(local(2020, 1, 8), f"/{literal}") + "\n" for _ in range(200))
    paths = {}
    for name, log in (("quiet", web_log(local(2020, 1, 8), local(2020, 1, 12))), ("noisy", noisy)):
        put(tmp_path / name, {"access.log": log})
        results = [told(hunted(tmp_path / name, own, brute=brute)) for brute in (False, True)]
        paths[name] = {one["path_taken"] for one in results[0]["rule"]}
        assert len(results[0].get("finding", [])) == len(results[1].get("finding", []))
    assert paths == {"quiet": {"prefilter"}, "noisy": {"columns"}}
