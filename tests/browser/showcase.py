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


def lanes():
    bar, mark, lane = strip.Bar, strip.Mark, strip.Lane
    return (
        lane(
            Text("Misbruik bekend", "Exploitation known"),
            (
                bar(
                    days("2020-01-09", "2020-01-22"),
                    look("advice", "exploited"),
                    Text("sinds 9 januari", "since 9 January"),
                    still=True,
                ),
            ),
        ),
        lane(
            Text("Advies", "Advice"),
            marks=(
                mark(read_moment("2019-12-18"), look("advice", "advice"), Text("leverancier", "vendor")),
                mark(read_moment("2020-01-13"), look("advice", "advice"), Text("NCSC v1", "NCSC v1")),
                mark(
                    read_moment("2020-01-17T18:40"),
                    look("advice", "urgent"),
                    Text("uitschakelen, tenzij", "switch off, unless"),
                ),
                mark(
                    read_moment("2020-01-20T08:10"),
                    look("advice", "safe"),
                    Text("v3: heropenen kan", "v3: may reopen"),
                    Text("sector-CERT", "sector CERT"),
                ),
            ),
        ),
        lane(
            Text("Ons systeem", "Our system"),
            (
                bar(days("2019-12-17", "2020-01-16"), look("weakness", "open")),
                bar(days("2020-01-16", "2020-01-20"), look("weakness", "mitigated")),
                bar(days("2020-01-20", "2020-01-22"), look("weakness", "fixed-unchecked"), still=True),
            ),
        ),
        lane(
            Text("Voordeur", "Front door"),
            (
                bar(days("2019-12-17", "2020-01-18"), look("access", "open")),
                bar(
                    days("2020-01-18", "2020-01-22"),
                    look("access", "closed"),
                    Text("dicht, kantoor werkt", "closed, office works"),
                    still=True,
                ),
            ),
        ),
        lane(
            Text("Kwetsbare periode", "Exposed window"),
            (
                bar(
                    days("2019-12-24", "2020-01-17"),
                    look("use", "unknown"),
                    Text("24 dagen", "24 days"),
                    form=strip.Form.BRACKET,
                ),
            ),
        ),
        lane(
            Text("Onderzoek dekt", "Hunt covers"),
            (
                bar(
                    days("2019-12-24", "2020-01-08"),
                    look("coverage", "nothing"),
                    Text("15 dagen: niets te zien", "15 days: nothing to see"),
                ),
                bar(
                    days("2020-01-08", "2020-01-17"),
                    look("coverage", "covered"),
                    Text("9 dagen, geen sporen", "9 days, no signs"),
                ),
            ),
        ),
        lane(
            Text("Bewaking", "Watch"),
            (bar(days("2020-01-17", "2020-01-22"), look("monitoring", "heightened"), still=True),),
        ),
        lane(Text("Herstel", "Recovery")),
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


def broken(_request):
    raise RuntimeError("a fault that nobody foresaw")


urlpatterns = [path("showcase/", showcase), path("broken/", broken), *product]
handler400 = "dijkwacht.web.faults.bad_request"
handler403 = "dijkwacht.web.faults.forbidden"
handler404 = "dijkwacht.web.faults.not_found"
handler500 = "dijkwacht.web.faults.server_error"
