"""Which sentences stand in which chapter, by the key of each template; the order is the order on paper."""

from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain import (
    sentences_access,
    sentences_advice,
    sentences_cost,
    sentences_fix,
    sentences_hunt,
    sentences_impact,
    sentences_recovery,
    sentences_reopening,
    sentences_statements,
    sentences_status,
    sentences_use,
    sentences_watch,
)
from dijkwacht.reporting.domain.draft import Template

USE: dict[str, Template] = {
    "trigger": sentences_use.trigger,
    "use": sentences_use.use,
    "service-kept": sentences_use.service_kept,
}
ADVICE: dict[str, Template] = {
    "advice-stream": sentences_advice.advice_stream,
    "first-knowledge": sentences_advice.first_knowledge,
    "advice-received": sentences_advice.advice_received,
    "main-advice": sentences_advice.main_advice,
    "advice-lineage": sentences_advice.advice_lineage,
    "followed": sentences_advice.followed,
    "deviation": sentences_advice.deviation,
}
SHUT: dict[str, Template] = {
    "closing": sentences_access.closing,
    "restrictions": sentences_access.restrictions,
    "raised": sentences_watch.raised,
    "lowered": sentences_watch.lowered,
}
FIX: dict[str, Template] = {
    "mitigation": sentences_fix.mitigation,
    "mitigation-checked": sentences_fix.mitigation_checked,
    "fixes-published": sentences_fix.fixes_published,
    "fix-installed": sentences_fix.fix_installed,
    "builds": sentences_fix.builds,
    "fix-checked": sentences_fix.fix_checked,
    "sessions": sentences_fix.sessions,
    "secrets": sentences_fix.secrets,
    "in-time": sentences_fix.in_time,
}
HUNT: dict[str, Template] = {
    "signals": sentences_watch.signals,
    "exposed-period": sentences_hunt.exposed_period,
    "window-grown": sentences_hunt.window_grown,
    "evidence": sentences_hunt.evidence,
    "investigating": sentences_hunt.investigating,
    "concluded": sentences_hunt.concluded,
    "coverage": sentences_hunt.coverage,
    "looked-again": sentences_hunt.looked_again,
    "no-investigation": sentences_hunt.no_investigation,
    "suspected": sentences_watch.suspected,
    "misuse-confirmed": sentences_hunt.misuse_confirmed,
    "reports": sentences_watch.reports,
    "context": sentences_use.context,
}
REOPENING: dict[str, Template] = {
    "reopening-advice": sentences_reopening.reopening_advice,
    "why-it-waits": sentences_reopening.why_it_waits,
    "not-recorded": sentences_reopening.not_recorded,
    "before-reopening": sentences_hunt.before_reopening,
    "reopened": sentences_access.reopened,
    "days-closed": sentences_access.days_closed,
    "days-closed-after-fix": sentences_access.days_closed_after_fix,
    "against-the-gate": sentences_access.against_the_gate,
}
IMPACT: dict[str, Template] = {
    "on-services": sentences_impact.on_services,
    "on-staff": sentences_impact.on_staff,
    "in-the-office": sentences_access.in_the_office,
    "on-council": sentences_impact.on_council,
}
RECOVERY: dict[str, Template] = {
    "tiers": sentences_recovery.tiers,
    "limits": sentences_recovery.limits,
    "processes": sentences_recovery.processes,
    "links": sentences_recovery.links,
    "agreed": sentences_status.agreed,
    "waves": sentences_recovery.waves,
    "backlogs": sentences_recovery.backlogs,
    "backlog-end": sentences_recovery.backlog_end,
    "counted-end": sentences_status.counted_end,
    "accepted": sentences_status.accepted,
    "not-over": sentences_recovery.not_over,
}
COST: dict[str, Template] = {
    "costs": sentences_cost.costs,
    "effort": sentences_cost.effort,
    "outside-hours": sentences_cost.outside_hours,
}
SAID: dict[str, Template] = {
    "about-misuse": sentences_statements.about_misuse,
    "no-signs-is-a-claim": sentences_statements.no_signs_is_a_claim,
    "about-care": sentences_statements.about_care,
    "outcome": sentences_statements.outcome,
    "provisional": sentences_statements.provisional,
    "public-status": sentences_statements.public_status,
    "declined": sentences_statements.declined,
    "press": sentences_statements.press,
    "spokesperson": sentences_statements.spokesperson,
}
PROMISED: dict[str, Template] = {"promises": sentences_statements.promises}

LETTER: tuple[tuple[Text, dict[str, Template]], ...] = (
    (Text("Aanleiding", "Occasion"), USE),
    (Text("Wat is geadviseerd en hoe wij dat volgden", "What was advised and how we followed it"), ADVICE),
    (Text("Toegang van buiten en bewaking", "Outside access and monitoring"), SHUT),
    (Text("Herstel van de kwetsbaarheid", "Repair of the flaw"), FIX),
    (Text("Onderzoek naar misbruik", "Investigation of misuse"), HUNT),
    (Text("Heropenen", "Reopening"), REOPENING),
    (Text("Gevolgen voor inwoners, medewerkers en raad", "Consequences for residents, staff and council"), IMPACT),
    (Text("Wat nog niet terug is", "What is not back yet"), RECOVERY),
    (Text("Kosten en inzet", "Costs and effort"), COST),
    (Text("Wat is verklaard", "What was stated"), SAID),
    (Text("Toezeggingen", "Promises"), PROMISED),
)

STATUS: tuple[tuple[Text, dict[str, Template]], ...] = (
    (
        Text("Wat er gebeurde", "What happened"),
        {
            "signals": sentences_watch.signals,
            "closing": sentences_access.closing,
            "functions": sentences_status.functions,
            "misuse-confirmed": sentences_hunt.misuse_confirmed,
        },
    ),
    (
        Text("Wat terug is", "What is back"),
        {
            "staged": sentences_status.staged,
            "all-back": sentences_status.all_back,
            "by-process": sentences_status.by_process,
            "links-back": sentences_status.links_back,
            "exchange": sentences_status.exchange,
            "agreed": sentences_status.agreed,
            "processes": sentences_recovery.processes,
        },
    ),
    (
        Text("Wat nog niet terug is", "What is not back yet"),
        {
            "not-over": sentences_recovery.not_over,
            "restrictions": sentences_access.restrictions,
            "limits": sentences_recovery.limits,
            "backlogs": sentences_recovery.backlogs,
            "backlog-end": sentences_recovery.backlog_end,
            "counted-end": sentences_status.counted_end,
            "accepted": sentences_status.accepted,
            "said-in-public": sentences_status.said_in_public,
        },
    ),
)

ANSWER_ADVICE: dict[str, Template] = {
    "first-knowledge": sentences_advice.first_knowledge,
    "mitigation": sentences_fix.mitigation,
    "advice-received": sentences_advice.advice_received,
    "main-advice": sentences_advice.main_advice,
    "followed": sentences_advice.followed,
    "deviation": sentences_advice.deviation,
    "closing": sentences_access.closing,
    "fix-installed": sentences_fix.fix_installed,
    "fix-checked": sentences_fix.fix_checked,
    "reopened": sentences_access.reopened,
    "days-closed": sentences_access.days_closed,
    "days-closed-after-fix": sentences_access.days_closed_after_fix,
}
ANSWER_MEASURE: dict[str, Template] = {
    "mitigation": sentences_fix.mitigation,
    "mitigation-checked": sentences_fix.mitigation_checked,
    "fix-installed": sentences_fix.fix_installed,
    "builds": sentences_fix.builds,
    "fix-checked": sentences_fix.fix_checked,
    "sessions": sentences_fix.sessions,
    "before-reopening": sentences_hunt.before_reopening,
}
ANSWER_IMPACT: dict[str, Template] = {
    **IMPACT,
    "restrictions": sentences_access.restrictions,
    "not-over": sentences_recovery.not_over,
}
ANSWER_MISUSE: dict[str, Template] = {
    **HUNT,
    "about-misuse": sentences_statements.about_misuse,
    "no-signs-is-a-claim": sentences_statements.no_signs_is_a_claim,
    "about-care": sentences_statements.about_care,
    "outcome": sentences_statements.outcome,
    "provisional": sentences_statements.provisional,
}

# What an answer draws on, by the subject of the question; an answer names what is not recorded as a letter does.
SUBJECTS: dict[str, dict[str, Template]] = {
    "use": USE,
    "advice": ANSWER_ADVICE,
    "measure": ANSWER_MEASURE,
    "impact": ANSWER_IMPACT,
    "misuse": ANSWER_MISUSE,
    "cost": COST,
    "reopening": REOPENING,
}
