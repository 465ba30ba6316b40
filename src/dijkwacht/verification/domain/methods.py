"""Which questions a check from outside asks, request by request, and why each is harmless (facts: citrix.md 2.4).

Nothing is sent that is not written here. A path goes out exactly as it stands: a client that tidies "/../" away would
ask another question.
"""

from dataclasses import dataclass
from enum import StrEnum

from dijkwacht.kernel.text import Text


class Method(StrEnum):
    """What a check can ask; each is permitted by itself."""

    REACHABILITY = "reachability"
    TRAVERSAL = "traversal-2019"
    STAMP = "version-stamp"


class Side(StrEnum):
    """On which side of the front door a check was done."""

    OUTSIDE = "outside"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an answer is waited for and read: seconds to connect, seconds in all, bytes in all.

    No redirect is followed, nothing is sent twice, and one connection carries one request.
    """

    connect: float = 5.0
    total: float = 15.0
    bytes: int = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its path as sent, how many bytes of the body are enough, and what is asked by it."""

    path: str
    enough: int
    asks: Text


LIMITS = Limits()
PAUSE = 1.0
"""Seconds between two requests to the same address."""

NO_PERMISSION = "You don't have permission to access /vpns/"
"""The web server's own words when the traversal got through: the appliance did not stop the request before it."""
CONFIGURATION = "[global]"
"""The first line of the file that only an unmitigated appliance hands out; the rest is neither needed nor kept."""
STAMP_MAGIC = bytes.fromhex("1f8b0808")

_FRONT = Request(
    "/",
    512,
    Text(
        "de voorpagina, alleen om te zien of er iets antwoordt", "the front page, only to see whether anything answers"
    ),
)
_FOLDER = Request(
    "/vpn/../vpns/",
    4096,
    Text(
        "een map die van buiten niet bereikbaar hoort te zijn; de tekst van de foutpagina beslist",
        "a folder that should not be reachable from outside; the text of the error page decides",
    ),
)
_FILE = Request(
    "/vpn/../vpns/cfg/smb.conf",
    4096,
    Text(
        "een standaardbestand zonder geheimen in dezelfde map; alleen of de eerste regel er staat, wordt bewaard",
        "a standard file without secrets in the same folder; only whether its first line is there is kept",
    ),
)
_STAMP = Request(
    "/vpn/js/rdx/core/lang/rdx_en.json.gz",
    32,
    Text(
        "de eerste bytes van een openbaar taalbestand; het tijdstempel daarin verraadt de versie",
        "the first bytes of a public language file; the time stamp in it gives the build away",
    ),
)
REQUESTS: dict[Method, tuple[Request, ...]] = {
    Method.REACHABILITY: (_FRONT,),
    Method.TRAVERSAL: (_FOLDER, _FILE),
    Method.STAMP: (_STAMP,),
}
METHOD_WORDS: dict[Method, Text] = {
    Method.REACHABILITY: Text("bereikbaar of niet", "reachable or not"),
    Method.TRAVERSAL: Text("padtest van 2019 (CVE-2019-19781)", "traversal test of 2019 (CVE-2019-19781)"),
    Method.STAMP: Text("tijdstempel van de versie", "version time stamp"),
}
SIDE_WORDS: dict[Side, Text] = {
    Side.OUTSIDE: Text("van buiten", "from outside"),
    Side.INSIDE: Text("van binnen", "from inside"),
}
STEP_OF: dict[Method, str] = {
    Method.REACHABILITY: "close-access",
    Method.TRAVERSAL: "mitigate",
    Method.STAMP: "fix",
}
"""Which step of a response a method looks at."""
