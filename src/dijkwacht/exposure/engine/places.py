"""Where a statement holds: platforms and modules that a source names, against what an inventory knows of a device.

Silence on either side never excludes. Only where both name something of one kind (system, processor, hardware, module)
and nothing agrees does a statement not hold.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

_SYSTEMS = {
    "windows": "windows win win32 win64",
    "linux": "linux rhel ubuntu debian suse sles centos fedora alpine",
    "macos": "macos mac osx darwin",
    "android": "android",
    "ios": "iphone ipados ipad",
    "solaris": "solaris sunos",
    "aix": "aix",
    "freebsd": "freebsd",
}
_PROCESSORS = {
    "x64": "x64 amd64 x8664 64bit intel64 em64t",
    "x86": "x86 i386 i486 i586 i686 32bit ia32",
    "arm64": "arm64 aarch64",
    "arm": "arm arm32 armv7 armhf",
    "s390x": "s390x",
    "ppc64le": "ppc64le ppc64",
    "noarch": "noarch all any",
}
_IDLE = (
    "series devices device platform platforms all any and or the on with systems system based for of hardware "
    "appliance appliances model models unspecified unknown na n a"
)
_SAYS_NOTHING = frozenset(_IDLE.split())
_LONGEST_PLATFORM = 300
# For which release of a distribution a package was built, as its version says.
_BUILT_FOR = re.compile(
    r"\.((?:el|fc|amzn|azl)\d+)(?![a-z0-9])|[+~](deb\d+)u|-(15\d{4})\.\d|(ubuntu)\d*[.~](\d\d\.\d\d)(?!\d)"
)
_NUMBER = r"\b.{0,40}?(?:(?<=v\.)|(?<![a-z0-9.]))"
_FAMILY = "red hat enterprise linux|rhel|centos|rocky|almalinux|oracle linux"
_NAMED_RELEASES = (
    (re.compile(rf"\b(?:{_FAMILY}){_NUMBER}(\d{{1,2}})(?![a-z0-9])"), "el"),
    (re.compile(rf"\bfedora{_NUMBER}(\d\d)(?![a-z0-9])"), "fc"),
    (re.compile(rf"\bdebian{_NUMBER}(\d{{1,2}})(?![a-z0-9])"), "deb"),
    (re.compile(rf"\bubuntu{_NUMBER}(\d\d\.\d\d)(?!\d)"), "ubuntu"),
)
_SUSE = re.compile(r"\b(?:suse linux enterprise|sle[sd]?|opensuse leap)\b.{0,40}?\b15(?:[ .-]?sp|\.)(\d)(?!\d)")
_SUSE_BUILD = re.compile(r"15\d{4}")


@dataclass(frozen=True, slots=True)
class Place:
    """What a statement or a device names: systems and processors by family, hardware and modules by their words.

    `releases`: those of a distribution for which a package was built.
    """

    systems: frozenset[str] = frozenset()
    processors: frozenset[str] = frozenset()
    hardware: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    releases: frozenset[str] = frozenset()

    def excludes(self, device: "Place") -> bool:
        """Return whether this statement cannot be about the device."""
        return (
            _apart(self.systems, device.systems)
            or _releases_apart(self.releases, device.releases)
            or ("noarch" not in self.processors and _apart(self.processors, device.processors))
            or (bool(self.hardware and device.hardware) and not _resemble(self.hardware, device.hardware))
            or (bool(self.modules and device.modules) and not _resemble(self.modules, device.modules))
        )

    def with_release_of(self, version: str, platforms: Iterable[str] = ()) -> "Place":
        """Return the place with the distribution's release that a package's version names: "el8" of 2.4-1.el8_9.

        `platforms`: names of distributions, which may tell it too ("SUSE Linux Enterprise Server 15 SP5").
        """
        named = {"".join(part or "" for part in found) for found in _BUILT_FOR.findall(version.lower())}
        for text in platforms:
            named |= _release_named(text)
        return replace(self, releases=self.releases | named) if named else self


EVERYWHERE = Place()


@dataclass
class _Kinds:
    systems: set[str] = field(default_factory=set)
    processors: set[str] = field(default_factory=set)
    hardware: set[str] = field(default_factory=set)


def place_of(platforms: Iterable[str], modules: Iterable[str] = ()) -> Place:
    """Return the place that these texts name."""
    kinds = _Kinds()
    for text in platforms:
        _sort(text, kinds)
    named = frozenset(word for text in modules for word in [_plain_module(text)] if word)
    everything = any(re.search(r"\ball\b|\*", text.lower()) for text in modules)
    return Place(
        frozenset(kinds.systems),
        frozenset(kinds.processors),
        frozenset(kinds.hardware),
        frozenset() if everything else named,
    )


def _sort(text: str, kinds: _Kinds) -> None:
    bare = re.sub(r"(\d+)[- ]?bit", r"\1bit", text.lower().replace("x86_64", "x8664").replace("x86-64", "x8664"))
    words = re.findall(r"[a-z0-9]+", bare)
    known = False
    for table, found in ((_SYSTEMS, kinds.systems), (_PROCESSORS, kinds.processors)):
        for family, names in table.items():
            if set(names.split()) & set(words):
                found.add(family)
                known = True
    rest = [word for word in words if word not in _SAYS_NOTHING]
    if rest and not known:
        kinds.hardware.add(" ".join(rest))


def _plain_module(text: str) -> str:
    return " ".join(word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _SAYS_NOTHING)


@lru_cache(maxsize=4096)
def _release_named(text: str) -> frozenset[str]:
    """Return the release that the name of a distribution tells, as packages write it."""
    bare = text.lower()[:_LONGEST_PLATFORM]
    found = {f"{short}{named[1]}" for pattern, short in _NAMED_RELEASES if (named := pattern.search(bare))}
    pack = _SUSE.search(bare)
    return frozenset(found | {f"150{pack[1]}00"} if pack else found)


def _releases_apart(said: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether no release agrees. SUSE's later service packs go on with packages built for earlier ones.

    So what is said of a later one may be about an earlier build, but not the other way round.
    """
    if not _apart(said, known):
        return False
    if all(_SUSE_BUILD.fullmatch(name) for name in said | known):
        return max(said) < min(known)
    return True


def _apart(said: frozenset[str], known: frozenset[str]) -> bool:
    return bool(said and known) and not said & known


def _resemble(said: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether some names agree: equal words, or one beginning with the other ("MX" and "MX240")."""
    return any(_begins(one.split(), other.split()) for one in said for other in known)


def _begins(one: list[str], other: list[str]) -> bool:
    short, long = sorted((one, other), key=len)
    return all(any(a.startswith(b) or b.startswith(a) for b in long) for a in short)
