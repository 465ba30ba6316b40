"""However a device is spelt, its verdict stays the same; and the verdict is what comparing numbers by hand gives."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.exposure.engine.amendments import shipped_amendments
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import matcher_of

FLAW = "CVE-2025-5777"
MATCHER = matcher_of([], amendments=[one for one in shipped_amendments() if one.vulnerability == FLAW])
BOUNDS = {"14.1": (43, 56), "13.1": (58, 32)}
FIPS = {"13.1": (37, 235), "12.1": (55, 328)}
SPELLINGS = [
    ("Citrix", "NetScaler ADC"),
    ("citrix systems, inc.", "Citrix NetScaler Gateway"),
    ("Cloud Software Group", "NetScaler"),
    ("NetScaler", "ADC "),
    ("", "CITRIX ADC"),
]
devices = st.tuples(st.sampled_from(["12.1", "13.0", "13.1", "14.1"]), st.integers(1, 70), st.integers(1, 400))


def verdict(vendor, product, version):
    row = Row(1, "X", "a", vendor, product, version)
    found = list(MATCHER.match([("f", row)]))
    return found[0].verdict.value if found else None


def by_hand(train, build, sub):
    fips = train in FIPS and build == FIPS[train][0] and sub >= 100
    bound = (FIPS if fips else BOUNDS).get(train)
    if bound is None:
        return "out-of-support"
    return "fixed" if (build, sub) >= bound else "precondition-unknown"


@given(devices)
def test_the_verdict_is_what_comparing_the_numbers_by_hand_gives(device):
    assert verdict("Citrix", "NetScaler ADC", "{}-{}.{}".format(*device)) == by_hand(*device)


@given(
    devices,
    st.sampled_from(SPELLINGS),
    st.sampled_from([".", "-", " ", "_"]),
    st.sampled_from(["", "v", "NS", "Build "]),
    st.booleans(),
)
def test_separator_case_prefix_and_alias_never_change_a_verdict(device, spelling, sign, prefix, loud):
    version = "{}-{}.{}".format(*device)
    vendor, product = spelling
    written = prefix + re.sub(r"[.-]", sign, version)
    if loud:
        vendor, product, written = vendor.upper(), product.upper(), written.upper()
    assert verdict(vendor, product, written) == verdict("Citrix", "NetScaler ADC", version)
