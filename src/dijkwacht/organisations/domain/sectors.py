"""Which norm holds in a sector and who supervises it (S4.5)."""

from dataclasses import dataclass

from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.verdict import Reason, Verdict

NOT_RECORDED = "not-recorded"


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector with its norm and its supervisor, each empty where our sources do not say."""

    key: str
    name: Text
    norm: str = ""
    supervisor: Text = NOTHING
    supervisor_short: str = ""
    source: str = ""


HEALTH = Sector(
    key="health",
    name=Text("Zorg", "Health care"),
    norm="NEN 7510",
    supervisor=Text("Inspectie Gezondheidszorg en Jeugd", "Health and Youth Care Inspectorate"),
    supervisor_short="IGJ",
    source="S4.5",
)
MUNICIPALITIES = Sector(key="municipalities", name=Text("Gemeenten", "Municipalities"))
CENTRAL_GOVERNMENT = Sector(key="central-government", name=Text("Rijksoverheid", "Central government"))
JUSTICE = Sector(key="justice", name=Text("Justitie", "Justice"))
WATER = Sector(key="water", name=Text("Waterschappen", "Water authorities"))
EDUCATION = Sector(key="education", name=Text("Onderwijs en onderzoek", "Education and research"))
SUPPLIERS = Sector(key="suppliers", name=Text("Leveranciers", "Suppliers"))

# What every installation starts with; norms and supervisors of the other sectors wait for a primary source
# (facts/actors-and-law.md marks them "confirm per sector").
SECTORS = (HEALTH, MUNICIPALITIES, CENTRAL_GOVERNMENT, JUSTICE, WATER, EDUCATION, SUPPLIERS)


def supervisor_of(sector: Sector) -> Verdict:
    """Answer with the supervisor's short name, or "not-recorded"; the reasons name supervisor and norm (S4.5)."""
    reasons = []
    if sector.supervisor:
        reasons.append(
            Reason(
                "supervisor",
                Text(
                    f"de {sector.supervisor.nl} houdt toezicht op de sector {sector.name.nl}",
                    f"the {sector.supervisor.en} supervises the sector {sector.name.en}",
                ),
            )
        )
    else:
        reasons.append(
            Reason(
                "supervisor",
                Text(
                    f"voor de sector {sector.name.nl} is geen toezichthouder vastgelegd",
                    f"no supervisor is recorded for the sector {sector.name.en}",
                ),
            )
        )
    if sector.norm:
        reasons.append(Reason("norm", Text(f"daar geldt {sector.norm}", f"{sector.norm} applies there")))
    return Verdict(sector.supervisor_short or NOT_RECORDED, tuple(reasons))
