"""From what a desk takes out to static pages: two languages, relative links, no script, nothing from elsewhere.

Everything that people wrote is escaped here, in one function; the pages open from a USB stick (file:).
"""

from collections.abc import Iterable
from html import escape

from dijkwacht.journal.domain.words import moment_in_words
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import minute
from dijkwacht.reporting.domain.desk_folder import (
    HOURS,
    MOST_BYTES,
    Folder,
    FolderCase,
    FolderMember,
    FolderResponse,
    file_name,
)
from dijkwacht.reporting.domain.folder_words import WORDS
from dijkwacht.reporting.engine.folder_style import STYLE

LANGUAGES = ("nl", "en")
BLANK_ROWS = 24


class FolderTooLarge(Refused):
    """This is more than a folder to carry may hold."""


def pages_of(folder: Folder) -> dict[str, bytes]:
    """Return the files by their path below the folder. Raises FolderTooLarge above 60 MiB."""
    found: dict[str, str] = {"style.css": STYLE, "index.html": _front(folder)}
    for language in LANGUAGES:
        found.update(_Writer(folder, language).pages())
    made = {path: text.encode() for path, text in found.items()}
    size = sum(len(content) for content in made.values())
    if size > MOST_BYTES:
        raise FolderTooLarge(expected=f"at most {MOST_BYTES} bytes", remedy="close cases that are over")
    return made


def _front(folder: Folder) -> str:
    lines = [f"<p><a href='{code}/index.html' lang='{code}'>{name}</a></p>" for code, name in _NAMES]
    return _page("Dijkwacht", "nl", "style.css", "".join(lines), _mark(folder, "nl"), str(folder.label))


_NAMES = (("nl", "Nederlands"), ("en", "English"))


def _page(title: str, language: str, style: str, body: str, mark: str, label: str) -> str:  # noqa: PLR0913, PLR0917 - the parts of a page
    return (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'self' file:\">"
        f"<title>{escape(title)}</title><link rel='stylesheet' href='{style}'></head><body>"
        f"<p class='label'>{escape(label)}</p><main><h1>{escape(title)}</h1>{body}</main>"
        f"<footer><p>{mark}</p><p class='label'>{escape(label)}</p></footer></body></html>\n"
    )


def _mark(folder: Folder, language: str) -> str:
    made = moment_in_words(minute(folder.made)).in_language(language)
    said = WORDS["mark"].in_language(language)
    role = folder.role.in_language(language)
    return escape(f"{said} {made}, {role}, {folder.by}, {folder.account}")


class _Writer:
    """Writes the pages of one language."""

    def __init__(self, folder: Folder, language: str) -> None:
        self.folder, self.language = folder, language
        self.names = {one.id: file_name(n, one.name) for n, one in enumerate(folder.members, start=1)}

    def pages(self) -> dict[str, str]:
        """Return the pages by path."""
        at = f"{self.language}/"
        found = {f"{at}index.html": self._index(), f"{at}write.html": self._log()}
        for number, case in enumerate(self.folder.cases, start=1):
            name = file_name(number, case.title.in_language(self.language))
            found[f"{at}cases/{name}"] = self._case(case)
            found[f"{at}calls/{name}"] = self._calls(case)
            found[f"{at}sheets/{name}"] = self._sheet(case)
        for member in self.folder.members:
            found[f"{at}members/{self.names[member.id]}"] = self._member(member)
        return found

    def say(self, text: Text | str) -> str:
        """Return a text of ours in this language, or words that people wrote, escaped."""
        return escape(text.in_language(self.language) if isinstance(text, Text) else text)

    def w(self, key: str) -> str:
        """Return a word of the pages, escaped."""
        return self.say(WORDS[key])

    def page(self, title: str, body: str, label: str, depth: int = 1) -> str:
        """Return a whole page that lies `depth` folders below the top."""
        up = "../" * depth
        top = "../" * (depth - 1)
        back = f"<p class='back'><a href='{top}index.html'>{self.w('members')}</a></p>" if depth > 1 else ""
        fictional = f"<p><strong>{self.w('fictional')}</strong></p>" if self.folder.fictional else ""
        return _page(
            title, self.language, f"{up}style.css", back + fictional + body, _mark(self.folder, self.language), label
        )

    def _index(self) -> str:
        folder = self.folder
        head = f"<p>{self.w('intro').replace('48', str(HOURS))}</p><p>{self.w('find')}</p>"
        left = f"<p><strong>{folder.left_out} {self.w('left-members')}</strong></p>" if folder.left_out else ""
        cases = "".join(
            f"<li>{self.say(case.title)}: <a href='cases/{name}'>{self.w('advice')}</a> · "
            f"<a href='calls/{name}'>{self.w('calls')}</a> · <a href='sheets/{name}'>{self.w('sheet')}</a></li>"
            for case, name in self._case_names()
        )
        rows = "".join(self._row(member) for member in folder.members)
        heads = "".join(f"<th scope='col'>{self.w(key)}</th>" for key in ("organisation", "reach", "codes", "stands"))
        body = (
            f"{head}{left}<p><a href='write.html'>{self.w('log')}</a></p><h2>{self.w('cases')}</h2><ul>{cases}</ul>"
            f"<h2>{self.w('members')} ({len(folder.members)})</h2>"
            f"<div class='wide' tabindex='0'><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
        return self.page(self.w("title"), body, str(folder.label))

    def _case_names(self) -> Iterable[tuple[FolderCase, str]]:
        for number, case in enumerate(self.folder.cases, start=1):
            yield case, file_name(number, case.title.in_language(self.language))

    def _row(self, member: FolderMember) -> str:
        reach = "<br>".join(f"{self.say(one.role)}: {self.say(one.value)}" for one in member.reach[:4])
        stands = "<br>".join(
            f"{self.say(one.case)}: " + ", ".join(self.say(value) for _, value in one.axes)
            for one in member.responses
            if not one.closed
        )
        codes = f"{self.say(member.words.desk_says)} → {self.say(member.words.member_answers)}" if member.words else "–"
        link = f"<a href='members/{self.names[member.id]}'>{self.say(member.name)}</a>"
        return f"<tr><th scope='row'>{link}</th><td>{reach or '–'}</td><td>{codes}</td><td>{stands or '–'}</td></tr>"

    def _member(self, member: FolderMember) -> str:
        rows = "".join(
            f"<tr><th scope='row'>{self.say(one.role)}</th><td>{self.say(one.channel)}</td>"
            f"<td>{self.say(one.value)}</td><td>{self.say(one.note)}</td></tr>"
            for one in member.reach
        )
        codes = (
            f"<p>{self.w('desk-says')}: <strong>{self.say(member.words.desk_says)}</strong> · "
            f"{self.w('member-answers')}: <strong>{self.say(member.words.member_answers)}</strong></p>"
            if member.words
            else f"<p>{self.w('none')}</p>"
        )
        responses = "".join(self._response(one) for one in member.responses) or f"<p>{self.w('none')}</p>"
        body = (
            f"<h2>{self.w('reach')}</h2><div class='wide' tabindex='0'><table><tbody>{rows}</tbody></table></div>"
            f"<h2>{self.w('codes')}</h2>{codes}<h2>{self.w('responses')}</h2>{responses}"
        )
        return self.page(member.name, body, str(member.label), depth=2)

    def _response(self, one: FolderResponse) -> str:
        axes = "".join(f"<dt>{self.say(name)}</dt><dd>{self.say(value)}</dd>" for name, value in one.axes)
        last = moment_in_words(minute(one.last_word)) if one.last_word else WORDS["never"]
        lines = "".join(
            f"<li><span class='when'>{self.say(line.at)}</span> {self.say(line.text)}"
            + (f" <q>{self.say(line.words)}</q>" if line.words else "")
            + "</li>"
            for line in one.lines
        )
        more = f"<p>{one.left_out} {self.w('left-entries')}</p>" if one.left_out else ""
        shut = f" ({self.w('closed')})" if one.closed else ""
        return (
            f"<section><h3>{self.say(one.case)}{shut}</h3><p>{self.w('last-word')}: {self.say(last)}</p>"
            f"<dl>{axes}</dl><ul>{lines}</ul>{more}</section>"
        )

    def _case(self, case: FolderCase) -> str:
        parts = []
        for one in case.advice:
            actions = "".join(f"<li>{self.say(action)}</li>" for action in one.actions)
            changed = "; ".join(self.say(change) for change in one.changed)
            parts.append(
                f"<section><h3>{self.say(one.at)} · {self.say(one.issuer)} · {self.say(one.title)} "
                f"{self.say(one.version)}</h3><ul>{actions}</ul>"
                + (f"<p>{self.w('changed')}: {changed}</p>" if changed else "")
                + "</section>"
            )
        body = f"<p>{self.say(case.sentence).replace('**', '')}</p>" + ("".join(parts) or f"<p>{self.w('none')}</p>")
        return self.page(case.title.in_language(self.language), body, str(case.label), depth=2)

    def _calls(self, case: FolderCase) -> str:
        rows = "".join(
            f"<tr><td class='box'>☐ {self.w('spoken')}<br>☐ {self.w('no-answer')}<br>☐ {self.w('call-back')}</td>"
            f"<th scope='row'>{self.say(one.name)}</th>"
            f"<td>{'<br>'.join(self.say(phone) for phone in one.phones) or '–'}</td>"
            f"<td>{'; '.join(self.say(reason) for reason in one.reasons)}<br><q>{self.say(one.script)}</q></td>"
            "<td class='space'></td></tr>"
            for one in case.calls
        )
        heads = "".join(
            f"<th scope='col'>{self.w(key)}</th>" for key in ("outcome", "organisation", "numbers", "why", "said-when")
        )
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        body = f"<div class='wide' tabindex='0'>{table}</div>" if case.calls else f"<p>{self.w('none')}</p>"
        title = f"{WORDS['calls'].in_language(self.language)}: {case.title.in_language(self.language)}"
        return self.page(title, body, str(self.folder.label), depth=2)

    def _sheet(self, case: FolderCase) -> str:
        items = "".join(
            f"<li><strong>{one.number}. {self.say(one.text)}</strong><br>"
            + " ".join(f"☐ {self.say(word)}" for _, word in one.boxes)
            + f"<br>{self.say(one.first)}: <span class='blank'></span>"
            + (f" {self.say(one.second)}: <span class='blank'></span>" if one.second else "")
            + f" {self.w('known')}: <span class='blank'></span></li>"
            for one in case.questions
        )
        top = "".join(f"{self.w(key)}: <span class='blank'></span> " for key in ("organisation", "told-by", "time"))
        title = f"{WORDS['sheet'].in_language(self.language)}: {case.title.in_language(self.language)}"
        return self.page(title, f"<p>{top}</p><ol class='plain'>{items}</ol>", str(case.label), depth=2)

    def _log(self) -> str:
        heads = "".join(
            f"<th scope='col'>{self.w(key)}</th>"
            for key in ("time", "organisation", "told-by", "what", "known", "typed")
        )
        rows = "<tr>" + "<td class='space'></td>" * 5 + "<td>☐</td></tr>"
        body = (
            f"<p>{self.w('log-help')}</p><div class='wide' tabindex='0'><table class='log'>"
            f"<thead><tr>{heads}</tr></thead><tbody>{rows * BLANK_ROWS}</tbody></table></div>"
            f"<p><a href='index.html'>{self.w('members')}</a></p>"
        )
        return self.page(self.w("log"), body, str(self.folder.label))
