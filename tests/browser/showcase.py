"""One page with every component, in the words of an invented municipality; mounted only by the browser tests."""

import uuid
from datetime import date, timedelta
from pathlib import Path

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.utils.translation import get_language

from dijkwacht.kernel.actor import Source
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, ConditionState, Reason
from dijkwacht.kernel.window import Window, midnight, read_moment
from dijkwacht.reporting.domain import chart, strip
from dijkwacht.reporting.domain.looks import LOOKS, look
from dijkwacht.web.urls import urlpatterns as product

ENTRY = uuid.UUID("2f0c1a52-5a6c-4d8e-9f6e-0c2a3a1b7c11")


class Answer(forms.Form):
    when = forms.CharField(label="Bekend sinds", help_text="Dag of tijdstip, bijvoorbeeld 17 januari 2020.")
    channel = forms.ChoiceField(label="Kanaal", choices=[("m", "mail"), ("t", "telefoon")], widget=forms.RadioSelect)
    note = forms.CharField(label="Toelichting", widget=forms.Textarea, required=False)
    sure = forms.BooleanField(label="Ik heb dit zelf gezien", help_text="Anders is het een overgebracht feit.")


def days(first, last):
    return Window(midnight(date.fromisoformat(first)), midnight(date.fromisoformat(last)))


def bar(first, last, family, value, words="", *, form=strip.Form.FILLED):
    """Return a bar whose words are Dutch and English parted by a stroke; one that ends on 22 January still goes on."""
    dutch, _, english = words.partition(" / ")
    return strip.Bar(days(first, last), look(family, value), Text(dutch, english), form, still=last == "2020-01-22")


def mark(at, value, words):
    dutch, _, english = words.partition(" / ")
    return strip.Mark(read_moment(at), look("advice", value), Text(dutch, english))


def lanes():
    told = {
        "Misbruik bekend / Exploitation known": [
            bar("2020-01-09", "2020-01-22", "advice", "exploited", "sinds 9 januari / since 9 January")
        ],
        "Advies / Advice": [
            mark("2019-12-18", "advice", "leverancier / vendor"),
            mark("2020-01-13", "advice", "NCSC v1 / NCSC v1"),
            mark("2020-01-17T18:40", "urgent", "uitschakelen, tenzij / switch off, unless"),
            mark("2020-01-20T08:10", "safe", "v3: heropenen kan / v3: may reopen"),
        ],
        "Ons systeem / Our system": [
            bar("2019-12-17", "2020-01-16", "weakness", "open"),
            bar("2020-01-16", "2020-01-20", "weakness", "mitigated"),
            bar("2020-01-20", "2020-01-22", "weakness", "fixed-unchecked"),
        ],
        "Voordeur / Front door": [
            bar("2019-12-17", "2020-01-18", "access", "open"),
            bar("2020-01-18", "2020-01-22", "access", "closed", "dicht, kantoor werkt / closed, office works"),
        ],
        "Kwetsbare periode / Exposed window": [
            bar("2019-12-24", "2020-01-17", "use", "unknown", "24 dagen / 24 days", form=strip.Form.BRACKET)
        ],
        "Onderzoek dekt / Hunt covers": [
            bar("2019-12-24", "2020-01-08", "coverage", "nothing", "15 dagen: niets te zien / 15 days: nothing to see"),
            bar("2020-01-08", "2020-01-17", "coverage", "covered", "9 dagen, geen sporen / 9 days, no signs"),
        ],
        "Bewaking / Watch": [bar("2020-01-17", "2020-01-22", "monitoring", "heightened")],
        "Herstel / Recovery": [],
    }
    return tuple(
        strip.Lane(
            Text(*name.split(" / ")),
            tuple(item for item in items if isinstance(item, strip.Bar)),
            tuple(item for item in items if isinstance(item, strip.Mark)),
        )
        for name, items in told.items()
    )


def shares():
    counts = (("open", 11), ("mitigated", 14), ("fixed-unchecked", 22), ("fixed-checked", 14))
    return tuple(chart.Share(look("weakness", value), count) for value, count in counts)


def series():
    moments = tuple(midnight(date(2019, 12, 17) + timedelta(days=2 * n)) for n in range(20))
    opened = tuple(max(0, 61 - max(0, n - 6) ** 2) for n in range(20))
    mitigated = tuple(min(61 - o, max(0, 4 * (n - 6) - 3 * max(0, n - 12))) for n, o in enumerate(opened))
    fixed = tuple(61 - o - m for o, m in zip(opened, mitigated, strict=True))
    named = (("fixed-unchecked", fixed), ("mitigated", mitigated), ("open", opened))
    return chart.Series(moments, tuple(chart.Layer(look("weakness", value), counts) for value, counts in named))


def steps():
    told = (
        ("Bewijs veilig", "done"),
        ("Dicht", "done"),
        ("Hersteld", "done"),
        ("Sessies en sleutels", "done-differently"),
        ("Controle", "in-progress"),
        ("Onderzoek", "in-progress"),
        ("Heropenen", "blocked"),
        ("Waken", "planned"),
        ("Verantwoorden", "planned"),
    )
    return [{"name": name, "state": state} for name, state in told]


def members():
    columns = ("name", "weakness", "more", "access", "evidence", "misuse", "silent")
    rows = (
        ("Hoogwaarden", "open", "2 van 2", "open", "not-recorded", "not-looked", "8 u 20"),
        ("Ziekenhuis De Kreek", "mitigated", "", "closed", "done", "suspected", ""),
        ("Waterhoven", "fixed-unchecked", "", "closed", "done", "no-signs-partial", ""),
        ("’t Zand", "not-applicable", "", "not-applicable", "not-applicable", "not-looked", "13 d"),
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]


def conditions():
    text = Text
    return (
        Condition(
            "advice",
            ConditionState.MET,
            text("De sector-CERT zegt: openstellen kan weer veilig.", "The sector CERT says: opening is safe again."),
            entries=(ENTRY,),
        ),
        Condition(
            "hunt",
            ConditionState.NOT_MET,
            text("Het onderzoek dekt 9 van 24 dagen.", "The hunt covers 9 of 24 days."),
            text("Zoek oudere logbestanden, of bouw opnieuw op.", "Find older logs, or rebuild."),
        ),
        Condition("sessions", ConditionState.NOT_RECORDED, text("Sessies beëindigd", "Sessions ended")),
        Condition("build", ConditionState.NOBODY, text("Bewijs van vóór 24 december", "Evidence before 24 December")),
    )


def showcase(request):
    language = get_language()
    title = Text("Tijdlijn van 17 december 2019 tot 28 januari 2020", "Time line, 17 December 2019 to 28 January 2020")
    weakness = Text("Zwakte", "Weakness")
    context = {
        "fictional": True,
        "acting_for": "Gemeente Waterhoven",
        "reasons": (Reason("hunt", Text("15 dagen zonder logbestanden.", "15 days without logs."), (ENTRY,)),),
        "seen": read_moment("2020-01-03"),
        "steps": steps(),
        "strip": strip.strip_svg(
            lanes(), days("2019-12-17", "2020-01-28"), title, language, known_until=midnight(date(2020, 1, 22))
        ),
        "strip_rows": strip.strip_rows(lanes()),
        "strip_title": title,
        "conditions": conditions(),
        "source": Source("college van Waterhoven", "brief aan de raad", "blz. 2", "https://example.org/brief"),
        "members": members(),
        "bar": chart.bar_svg(shares(), weakness, language),
        "bar_rows": chart.bar_rows(shares()),
        "bar_title": weakness,
        "area": chart.area_svg(series(), weakness, language),
        "series": series(),
        "area_rows": chart.area_rows(series()),
        "form": Answer(request.GET if "when" in request.GET else {"note": "zie bijlage"}),
        "looks": LOOKS,
        "links": [{"url": "#", "label": word, "current": word == "Wat nu"} for word in ("Wat nu", "Casus", "Systemen")],
    }
    template = engines["django"].from_string((Path(__file__).parent / "showcase.html").read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request))


def desk(request):
    language = get_language()
    told = {
        "Gebruik": ("use", (("uses", 61), ("does-not-use", 39), ("unknown", 18))),
        "Zwakte": ("weakness", (("open", 11), ("mitigated", 14), ("fixed-unchecked", 22), ("fixed-checked", 14))),
        "Toegang": ("access", (("open", 19), ("closed", 38), ("reopened", 4))),
        "Misbruik": (
            "misuse",
            (("not-looked", 33), ("no-signs-partial", 17), ("no-signs-covered", 7), ("suspected", 4)),
        ),
        "Antwoord op versie 3": ("answer", (("answered", 83), ("silent", 31), ("declined", 4))),
    }
    axes = []
    for number, (title, (family, counts)) in enumerate(told.items()):
        of_axis = tuple(chart.Share(look(family, value), count) for value, count in counts)
        axes.append(
            {
                "title": title,
                "svg": chart.bar_svg(of_axis, Text(title, title), language, name=f"axis{number}", narrow=True),
                "rows": chart.bar_rows(of_axis),
                "total": sum(count for _, count in counts),
            }
        )
    context = {
        "fictional": True,
        "acting_for": "Sector-CERT",
        "reasons": (Reason("open", Text("Twee systemen open, stil, trede 3.", "Two systems open, silent, rung 3.")),),
        "members": members() * 6,
        "axes": axes,
        "changes": [{"what": "Toegang", "theirs": "dicht sinds 21:40", "yours": "open"}],
        "links": [{"url": "#", "label": word, "current": word == "Deelnemers"} for word in ("Deelnemers", "Advies")],
    }
    template = engines["django"].from_string((Path(__file__).parent / "showcase_desk.html").read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request))


def broken(_request):
    raise RuntimeError("a fault that nobody foresaw")


urlpatterns = [path("showcase/", showcase), path("showcase/desk/", desk), path("broken/", broken), *product]
handler400 = "dijkwacht.web.faults.bad_request"
handler403 = "dijkwacht.web.faults.forbidden"
handler404 = "dijkwacht.web.faults.not_found"
handler500 = "dijkwacht.web.faults.server_error"
