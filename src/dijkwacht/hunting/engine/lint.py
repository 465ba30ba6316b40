"""What is wrong with rules before they are relied on: they cannot fire, fire on everything, are slow, or double."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from dijkwacht.hunting.engine import arming
from dijkwacht.hunting.engine.logs.syslog import Syslog
from dijkwacht.hunting.engine.logs.web import WebAccess
from dijkwacht.hunting.engine.model import Kind, PathTaken
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.ruleset import RuleSet

SLOW = 0.2  # seconds to ask one rule of all ordinary lines, which takes far less than a thousandth
_OFTEN = 0.3
_REPEATED = 200
_FORMATS = ("web-access", "syslog")
# Ordinary lines, as every appliance writes them by the thousand: a rule that fires on many of them says nothing.
_WEB = '192.0.2.1 - - [08/Jan/2020:00:00:01 +0100] "{}" {} 512 "{}" "{}"'
_NS = "Jan  8 00:00:02 <local0.info> 192.0.2.10  01/08/2020:00:00:02 GMT ns1 0-PPE-0 : default {}"
_BASH = 'Jan  8 00:00:01 <local7.notice> ns1 bash[1]: root on /dev/pts/0 shell_command="{}"'
_CRON = "Jan  8 00:00:01 <cron.info> ns1 /usr/sbin/cron[4]: (root) CMD ({})"
_SESSION = "SSLVPN LOGIN 1 0 : Context u@192.0.2.1 - SessionId: 7 - User u - Client_ip 192.0.2.1"
ORDINARY = {
    Kind.WEB_ACCESS: (
        _WEB.format("GET /vpn/index.html HTTP/1.1", 200, "-", "Mozilla/5.0 (X11)"),
        _WEB.format("POST /cgi/login HTTP/1.1", 302, "https://gw.example/", "Mozilla/5.0"),
        _WEB.format("GET /logon/LogonPoint/index.html?v=1 HTTP/1.1", 304, "-", "CitrixReceiver"),
        _WEB.format("GET /favicon.ico HTTP/1.1", 404, "-", "Mozilla/5.0 (Windows NT 10.0)"),
    ),
    Kind.SYSTEM_LOG: (
        "Jan  8 00:00:01 <local0.info> ns1 x[1]: started",
        "Jan  8 00:00:03 <auth.info> ns1 sshd[7]: Accepted publickey for nsroot",
        _NS.format(_SESSION),
        _NS.format("TCP CONN_TERMINATE 2 0 : Source 192.0.2.1:5"),
    ),
    Kind.SHELL_LOG: tuple(map(_BASH.format, ("ls /var/log", "tail -f /var/log/ns.log", "nscli show version"))),
    Kind.CRON_LOG: tuple(map(_CRON.format, ("newsyslog", "/netscaler/nsfsyncd -p"))),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One remark on one rule.

    `code`: cannot-fire, no-samples, every-line, fires-on-everything, slow, same or unread.
    """

    rule: str
    code: str
    text: str


def lint(rules: RuleSet) -> list[Fault]:
    """Return what is wrong with the rules, sorted by rule."""
    faults = [*_unarmed(rules), *_noisy(rules), *_doubles(rules)]
    return sorted(faults, key=lambda fault: (fault.rule, fault.code))


def _unarmed(rules: RuleSet) -> Iterator[Fault]:
    broken = {one.facts.id for one in rules.broken}
    for report in arming.reports(rules, _FORMATS, {}):
        if report.rule in broken:
            yield Fault(report.rule, "unread", report.why_not)
        elif not report.armed:
            yield Fault(report.rule, "no-samples" if "has no" in report.why_not else "cannot-fire", report.why_not)
        if report.path_taken is PathTaken.COLUMNS and report.rule not in broken:
            yield Fault(report.rule, "every-line", "no literal is necessary for it: it is asked of every line")


def _noisy(rules: RuleSet) -> Iterator[Fault]:
    for rule in rules.plan.rules:
        lines = [(kind, line) for kind in rule.facts.kinds for line in ORDINARY.get(kind, ())]
        if rule.silent or not lines:
            continue
        began = perf_counter()
        fired = sum(_fires(rule, kind, line) for kind, line in lines)
        long = "a" * 64 * _REPEATED
        rule.test({"cs-uri-stem": long, "shell_command": long, "message": long}, long)
        if perf_counter() - began > SLOW:
            yield Fault(rule.facts.id, "slow", f"asking it of {len(lines) + 1} lines took more than {SLOW} s")
        if fired > _OFTEN * len(lines):
            yield Fault(rule.facts.id, "fires-on-everything", f"it fires on {fired} of {len(lines)} ordinary lines")


def _fires(rule: LineRule, kind: Kind, line: str) -> bool:
    reader = WebAccess() if kind is Kind.WEB_ACCESS else Syslog(kind)
    read = reader.read(line.encode())
    return read is not None and rule.test(read.fields, line)


def _doubles(rules: RuleSet) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for rule in rules.plan.rules:
        if rule.written:
            other = first.setdefault(rule.written, rule.facts.id)
            if other != rule.facts.id:
                yield Fault(rule.facts.id, "same", f"it asks the same as {other}")
