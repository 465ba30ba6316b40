"""Sentences about use: do we run it, did we keep it, what made us write (S0.5, S0.15, S1.1, S1.2)."""

from dijkwacht.cases.domain.axes import Use
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import stated_by, when

_ORIGIN: dict[Origin, Text] = {
    Origin.RELAYED: Text("zo staat het in de bron", "so the source says"),
    Origin.DECLARED: Text("volgens eigen opgave", "by its own declaration"),
    Origin.OBSERVED: Text("volgens de inventaris", "by the inventory"),
    Origin.VERIFIED: Text("gecontroleerd", "verified"),
}


def trigger(material: Material) -> Sentence | None:
    """Say what made the organisation begin (S1.1)."""
    opened = next((entry for entry in material.of_kind("response.opened") if entry.text("trigger")), None)
    if opened is None:
        return None
    why = opened.text("trigger")
    return Sentence(Text(f"Aanleiding: {why}.", f"Occasion: {why}."), (opened.id,))


def use(material: Material) -> Sentence:
    """Say whether the product is in use, how that is known and since when (S1.2, S0.15); not recorded is said."""
    mark, name = material.state.use, material.name
    entry = material.entry(mark.entry)
    product = (entry.text("product") if entry else "") or material.facts.product or "het product"
    if entry is None or mark.origin is None or mark.value is Use.UNKNOWN:
        return Sentence(
            Text(
                f"Of {name} {product} gebruikt, is niet vastgelegd.", f"Whether {name} uses {product} is not recorded."
            )
        )
    how, at = _ORIGIN[mark.origin], when(entry)
    said = Text("gebruikt", "uses") if mark.value is Use.USES else Text("gebruikt niet:", "does not use")
    if mark.value is Use.DOES_NOT_USE:
        text = Text(
            f"{name} gebruikt {product} niet, {how.nl} ({at.nl}).",
            f"{name} does not use {product}, {how.en} ({at.en}).",
        )
        return Sentence(text, (entry.id,))
    text = Text(f"{name} {said.nl} {product}, {how.nl} ({at.nl}).", f"{name} {said.en} {product}, {how.en} ({at.en}).")
    return Sentence(text, (entry.id,))


def service_kept(material: Material) -> Sentence | None:
    """Say who decided to keep the service in use, and when (S0.5)."""
    entry = material.entry(material.state.door.kept_entry)
    if entry is None:
        return None
    by, at, why = entry.text("decided_by"), when(entry), entry.text("reason")
    because = Text(f": {why}", f": {why}") if why else Text("", "")
    return Sentence(
        Text(
            f"Besloten is de voorziening in gebruik te houden, door {by} {at.nl}{because.nl}.",
            f"It was decided to keep the service in use, by {by} {at.en}{because.en}.",
        ),
        (entry.id,),
    )


def context(material: Material) -> tuple[Sentence, ...]:
    """Say which other layers protect, and that they prove nothing (S1.10)."""
    return tuple(
        Sentence(
            Text(
                f"Achtergrond: {entry.text('what')}{stated_by(entry).nl}. Dat is geen bewijs dat er geen misbruik was.",
                f"Context: {entry.text('what')}{stated_by(entry).en}. That is no proof that there was no misuse.",
            ),
            (entry.id,),
        )
        for entry in material.of_kind("context.stated")
    )
