"""Traces of the scan itself on an appliance: commands of our collector, of known scanners, and of mere searching.

An appliance logs every command of root, so whoever searches there writes the signs he seeks into the log. Such a
finding stays, as a lead with its reason. Whatever could have run or written anything beside the search is not excused.
"""

import re
import shlex
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

OWN = "the scan itself"
_COLLECTOR = r"collect-netscaler\.sh"
# Scripts that CERTs and vendors gave out, as their makers call them (repositories mandiant/ioc-scanner-CVE-2019-19781,
# mandiant/citrix-ioc-scanner-cve-2023-3519, NCSC-NL/citrix-2025, brf2010/citrix-webshell-alert).
_SCANNERS = (
    r"ioc-scanner-CVE-20(?:19-19781|23-3519)[\w.-]*\.sh|TLPCLEAR_check_script_cve-2025-6543[\w.-]*\.sh|"
    r"webshell_alert\.sh"
)
_NAMED = re.compile(rf"(?:{_COLLECTOR}|{_SCANNERS})")
_SHELL = r"(?:(?:/usr(?:/local)?)?/bin/)?(?:ba|k|c|tc)?sh(?: -[a-z]+)? +"
_RUN = re.compile(
    rf"(?:{_SHELL})?(?P<path>[\w./-]*?(?:{_COLLECTOR}|{_SCANNERS}))(?: +(?:-[\w-]+|[\w./:@-]+|'[^'|;&$`<>]*'))*"
    r"(?: *(?:[12]?>&[12]|2?>>? *(?:/var/tmp|/tmp|/dev|/root)?/?[\w.-]+(?:\.txt|\.log|\.out|\.tgz|null)))*"
)
# The lists of words with which those scripts begin; the appliance logs each assignment as a command.
_LISTED = re.compile(
    r"(?:(?:readonly|local|declare) (?:-\w+ )?)?"
    r"(?:shell_history|ns_content|process|cron_history|http_err|access_log|notrobin|isc|fs|webshell)_?\w*"
    r"(?:blacklist|regexes|paths|dirs)\[\d+\]=(?:\\?\"[^\"$`]*\\?\"|'[^']*'|[\w./-]*);?"
)
_SEARCHING = frozenset({"grep", "egrep", "fgrep", "zgrep", "zegrep", "zfgrep", "bzgrep", "xzgrep", "strings", "find"})
_READING = frozenset({"cat", "zcat", "gzcat", "bzcat", "tail", "head"})
_COUNTING = frozenset({"wc", "head", "tail", "sort", "uniq", "less", "more", "cut", *(_SEARCHING - {"find"})})
_ACTING = frozenset({"-delete", "-ok", "-okdir", "-execdir", "-fprint", "-fprint0", "-fprintf", "-fls"})
_ESCAPED = "an-argument"
_LOGS = ("/var/log/", "/var/nslog/")
_SYSTEM = frozenset({"/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin"})
_SHOWING = frozenset({"ls", "grep", "egrep", "fgrep", "zgrep", "file", "stat"})
_EXCUSED_OUTPUT = re.compile(r' *(?:2> ?/dev/null|2>&1|1?>> ?(?:\$LOGFILE|"\$LOGFILE"))(?= |$|\|)')
# What the collector runs, word for word (deploy/collect-netscaler.sh).
_COLLECTS = re.compile(
    r"ps -axww -o user,pid,ppid,start,command|sockstat -l|netstat -(?:an|rn)|arp -an|kldstat|mount|df -k|w|last|fstat|"
    r"uname -a|date (?:-u )?'?\+[\w%: -]+'?|command -v \w+|ls -laRT? [\w./-]+|gzip -1|"
    r"tar -cf - --exclude=[\w.*=?' /-]+ -C [\w./-]+ volatile -C [\w. /-]+|mktemp -d [\w./-]+|mkdir [\w./-]+/volatile|"
    r"rm -rf [\w./-]*/collect\.\w{6}"
)
_COMMAND_COLUMN = 4
_LONGEST = 1_900  # a text near the longest that a finding holds may go on unseen
_SLACK, _COLLECTING = timedelta(minutes=1), timedelta(hours=6)
_BEGAN = re.compile(rb"^collector: collect-netscaler\.sh .*?^began: (\S+)", re.MULTILINE | re.DOTALL)
_WORKPLACES = re.compile(r"/(?:var/(?:tmp|nstmp|nsinstall)|tmp|root|home|nsconfig)/")  # where administrators work
_REPOSITORIES = re.compile(r"/(?:citrix-)?ioc-scanner-cve-20(?:19-19781|23-3519)[\w.-]*/", re.IGNORECASE)


def began_at(content: bytes) -> datetime | None:
    """Return when our collector began, from the `collection.txt` that it writes; None where that is no such file."""
    found = _BEGAN.search(content)
    try:
        at = datetime.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo else None


def command_is_own(command: str, at: datetime | None, began: Sequence[datetime], *, superuser: bool = True) -> str:
    """Return why a logged command is a trace of the scan, the empty text where it may be anything else.

    `began` are the times at which our collector began on that appliance. A command of somebody who is not the superuser
    is never excused.
    """
    command = command.strip()
    if not superuser or len(command) > _LONGEST:
        return ""
    began = [one for one in began if at is not None and one - _SLACK <= at <= one + _COLLECTING]
    if began and _COLLECTS.fullmatch(command):
        return f"{OWN}: a command of our collector, which began at {began[0]:%Y-%m-%dT%H:%M:%SZ}"
    run = _RUN.fullmatch(command)
    if run:
        return f"{OWN}: it runs {PurePosixPath(run['path']).name}, a scanner's script by its name"
    if _LISTED.fullmatch(command):
        return f"{OWN}: a scanner's list of the words that it seeks"
    return f"{OWN}: the command searches, and runs and writes nothing" if searches_only(command) else ""


def file_is_own(path: str) -> str:
    """Return why a file is a trace of the scan: the script of a known scanner where administrators work."""
    if not _WORKPLACES.match(path):
        return ""
    if _NAMED.fullmatch(path.rpartition("/")[2]) or (_REPOSITORIES.search(path) and path.endswith((".sh", ".md"))):
        return f"{OWN}: a scanner's script by its name; compare it with its maker's"
    return ""


def output_is_own(head: bytes) -> str:
    """Return why a file that is named as a log is what a known scanner wrote (NCSC-NL's script, live on the host)."""
    return f"{OWN}: what a scanner wrote, and no log" if head.startswith(b"===== PHP files in /var/netscaler/") else ""


def without_own(listing: bytes) -> bytes:
    """Return a listing of what ran, as `ps` gives it, with the lines of the scan blanked, every byte in its place."""
    lines = listing.split(b"\n")
    heads = lines[0].split()
    column = heads.index(b"COMMAND") if b"COMMAND" in heads else _COMMAND_COLUMN
    return b"\n".join(b" " * len(line) if _is_own_process(line, column) else line for line in lines)


def _is_own_process(line: bytes, column: int) -> bool:
    words = line.decode("utf-8", "replace").rstrip().split(None, column)
    return len(words) > column and _RUN.fullmatch(words[column]) is not None


def searches_only(command: str) -> bool:
    """Return whether a command only looks for something: grep and the like, find, and counters behind pipes.

    Nothing may be substituted, run in the background or joined, no file written. Reading a file is no search: where a
    reader stands first it may read logs only.
    """
    plain = _EXCUSED_OUTPUT.sub(" ", command.replace('\\"', '"'))
    if "\n" in plain or re.search(r"[$`]", re.sub(r"'[^']*'", "", plain)):
        return False
    lexer = shlex.shlex(re.sub(r"\\[;()]", f" {_ESCAPED} ", plain), posix=True, punctuation_chars="|;&<>()")
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        return False
    stages: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            stages.append([])
        elif set(word) <= set("|;&<>()"):
            return False
        else:
            stages[-1].append(word)
    return bool(stages[0]) and _first(stages[0], len(stages)) and all(map(_later, stages[1:]))


def _program(word: str) -> str:
    """Return the name of a program where it is called by its name or lies where the system keeps its own."""
    folder, slash, name = word.rpartition("/")
    return name if not slash or folder in _SYSTEM else ""


def _first(words: Sequence[str], stages: int) -> bool:
    name = _program(words[0])
    if name in _READING:
        files = [word for word in words[1:] if not word.startswith("-") and not word.isdigit()]
        return stages > 1 and bool(files) and all(word.startswith(_LOGS) and ".." not in word for word in files)
    if name != "find":
        return name in _SEARCHING
    ran = [after for word, after in pairwise(words) if word == "-exec"]
    return not _ACTING & set(words) and all(_program(word) in _SHOWING for word in ran)


def _later(words: Sequence[str]) -> bool:
    if not words:
        return False
    name, rest = _program(words[0]), words[1:]
    if name == "xargs":
        ran = [word for word in rest if word not in {"-0", "-r"}]
        return bool(ran) and _program(ran[0]) in _SEARCHING - {"find"}
    return name in _COUNTING and not _writes(name, rest)


def _writes(name: str, rest: Sequence[str]) -> bool:
    """Return whether a counter behind a pipe may write a file or run something, as its manual says."""
    match name:
        case "sort":
            return any(
                word.startswith(("--o", "--co")) or ("o" in word and word[:2] != "--" and word[0] == "-")
                for word in rest
            )
        case "uniq":
            return sum(not word.startswith("-") or word == "-" for word in rest) > 1
        case "less" | "more":
            return any(word[:1] == "+" or word[:2].lower() == "-o" or word[:3].lower() == "--l" for word in rest)
        case _:
            return False
