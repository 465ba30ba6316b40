"""`dijkwacht case`: list, show and open cases."""

from typing import Annotated

import typer
from django.utils import timezone

from dijkwacht.cases import services
from dijkwacht.cases.domain.axes import AXIS_WORDS, VALUE_WORDS, Axis
from dijkwacht.cases.domain.steps import CATALOGUE
from dijkwacht.cases.domain.telling import case_sentence
from dijkwacht.cases.selectors import CaseRow, case_for, cases_listed, desk_of, responses_of
from dijkwacht.kernel.actor import PUBLIC, Viewer
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.selectors import names_seen, viewer_for
from dijkwacht.organisations.services import account_of

app = typer.Typer(add_completion=False, no_args_is_help=True, help="List, show and open cases.")


class NoDesk(Refused):
    """Only an account with a desk's or the national desk's role may open a case."""


Account = Annotated[str, typer.Option("--account", help="E-mail address of the account that looks; empty: the public.")]


@app.command("list")
def listed(account: Account = "") -> None:
    """List the cases that exist for the account, newest first."""
    for row in cases_listed(_viewer(account)):
        typer.echo(f"{row.id}  {row.opened_at:%Y-%m-%d}  {row.label}  {row.title.en}")


@app.command()
def show(
    case: Annotated[str, typer.Argument(help="The id of a case, or the first characters of it.")], account: Account = ""
) -> None:
    """Show how a case stands: its sentence, its vulnerabilities, its responses axis by axis."""
    viewer = _viewer(account)
    found = case_for(viewer, _matching(cases_listed(viewer), case).id)
    rows = responses_of(viewer, case=found.id)
    names = names_seen(viewer, [row.organisation for row in rows])
    typer.echo(f"{found.title.en}  {found.label}")
    typer.echo(case_sentence(found.facts, len(rows), recorded=found.recorded).en.replace("**", ""))
    for flaw in found.facts.flaws.values():
        typer.echo(f"  {flaw.id}: fix {flaw.fix_published.text() if flaw.fix_published else 'not known'}")
    for row in rows:
        axes = ", ".join(f"{AXIS_WORDS[a].en}: {VALUE_WORDS[a, row.axes.value(a)].en}" for a in Axis)
        typer.echo(f"  {names.get(row.organisation, 'name not for you')}: {axes}")


@app.command("open")
def open_one(
    title_nl: Annotated[str, typer.Option(help="Title in Dutch.")],
    title_en: Annotated[str, typer.Option(help="Title in English.")],
    account: Annotated[str, typer.Option("--account", help="E-mail address of a desk's account.")],
    product: Annotated[str, typer.Option(help="What it is about, where that is known.")] = "",
    label: Annotated[Label, typer.Option(help="Who may know.")] = Label.AMBER,
) -> None:
    """Open a case with all steps of the catalogue and print its id; neither CVE nor patch is needed."""
    desk = desk_of(_viewer(account))
    if desk is None:
        raise NoDesk(place=account, remedy="use the address of an account that holds such a role")
    case = services.open_case(
        actor=desk.actor,
        owner=desk.organisation,
        label=label,
        title=Text(title_nl, title_en),
        steps=tuple(CATALOGUE),
        product=product,
        constituency=desk.constituency,
    )
    typer.echo(str(case))


def _viewer(account: str) -> Viewer:
    if not account:
        return PUBLIC
    found = account_of(account)
    if found is None:
        raise NotFound(place=account)
    return viewer_for(found, timezone.now())


def _matching(rows: tuple[CaseRow, ...], asked: str) -> CaseRow:
    """Return the one case whose id begins so; raises NotFound for none and for several."""
    wanted = read_id(asked)
    found = [row for row in rows if row.id == wanted or (asked and str(row.id).startswith(asked.lower()))]
    if len(found) != 1:
        raise NotFound(place=asked)
    return found[0]
