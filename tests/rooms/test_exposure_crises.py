"""The recorded crises from file to page: each device of June 2025 gets its verdicts, each with its reason."""

from datetime import UTC, datetime

import pytest
from test_exposure_services import ict

from dijkwacht.advisories.engine.values import Affected, CveStatus, Document, Format, VersionStatement, Vulnerability
from dijkwacht.exposure import selectors, services
from organisations_cast import NOW, assemble, viewer

pytestmark = pytest.mark.django_db

# Facts: bulletins CTX693420 of 17 June (5777) and CTX694788 of 25 June 2025 (6543).
DEVICES = {
    ("14.1-43.56", "gateway=yes"): ("fixed", "affected"),
    ("12.1-55.328-FIPS", "gateway=yes"): ("fixed", "not-affected"),
    ("13.0-92.x", "gateway=yes"): ("out-of-support", "out-of-support"),
    ("13.1-37.235-FIPS", "gateway=yes"): ("fixed", "affected"),
    ("13.1-59.19", "gateway=yes"): ("fixed", "fixed"),
    ("14.1-43.50", "gateway=no;aaa=no"): ("precondition-not-met", "precondition-not-met"),
}
BOUNDS = {"CVE-2025-5777": (("14.1", "43.56"), ("13.1", "58.32")), "CVE-2025-6543": ()}


def record(flaw):
    said = tuple(VersionStatement(train, CveStatus.AFFECTED, less_than=bound) for train, bound in BOUNDS[flaw])
    affected = (Affected("NetScaler", "ADC", said, CveStatus.UNAFFECTED),) if said else ()
    return Document(
        Format.CVE_5,
        flaw,
        "1",
        flaw,
        "Citrix",
        status="PUBLISHED",
        current_release=datetime(2025, 7, 10, tzinfo=UTC),
        vulnerabilities=(Vulnerability(flaw, flaw, affected=affected),),
    )


def test_each_device_of_the_crisis_stands_in_the_store_with_its_verdict_and_reason():
    cast = assemble()
    lines = [f"ns{number},Citrix,NetScaler ADC,{version},{config}" for number, (version, config) in enumerate(DEVICES)]
    content = "\n".join(["asset,vendor,product,version,config", *lines]).encode()
    services.import_inventory(organisation=cast.town, content=content, name="x.csv", actor=ict(cast.town), at=NOW)
    documents = [record(flaw) for flaw in BOUNDS]
    services.run_matching(organisations=[cast.town], documents=documents, actor=ict(cast.town), at=NOW)
    told = {(one.version, one.vulnerability): one for one in selectors.verdicts(viewer("ciso", cast.town), cast.town)}
    assert {(version, flaw): told[version, flaw].verdict.value for version, _ in DEVICES for flaw in BOUNDS} == {
        (version, flaw): verdict
        for (version, _), both in DEVICES.items()
        for flaw, verdict in zip(BOUNDS, both, strict=True)
    }
    assert all(
        one.reasons and all(reason.text.nl and reason.text.en for reason in one.reasons) for one in told.values()
    )
