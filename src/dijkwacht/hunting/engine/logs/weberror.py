"""Web error logs: Apache and NetScaler's httperror with raw stderr lines between, nginx."""

import re

from dijkwacht.hunting.engine.logs.format import Format, Read, text
from dijkwacht.hunting.engine.logs.stamps import MONTHS, clock_of, moment
from dijkwacht.hunting.engine.model import Kind, Stamp

_APACHE = re.compile(
    rb"\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? (\d{4})\] (.*)",
    re.DOTALL,
)
_NGINX = re.compile(rb"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) \[(\w+)\] (\d+)#\d+: (.*)", re.DOTALL)
_HEAD = re.compile(
    rb"(?:\[(?:(?P<module>[\w.-]*):)?(?P<level>[a-z]+\d?)\] )?(?:\[pid (?P<pid>\d+)(?::tid \d+)?\] )?"
    rb"(?:\[client (?P<client>[^\]]+)\] )?(?P<message>.*)",
    re.DOTALL,
)


class WebError(Format):
    """One message a line; lines of other programs' stderr have no time and are bounded by their neighbours."""

    name = "web-error"
    kind = Kind.WEB_ERROR
    begins = re.compile(rb"\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} |\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[")
    untimed = True

    def read(self, raw: bytes) -> Read | None:
        """Return what the line says; a line without a time is a message too."""
        found = _APACHE.fullmatch(raw)
        if found:
            return self._apache(found)
        found = _NGINX.fullmatch(raw)
        if found:
            at = moment(int(found[1]), int(found[2]), int(found[3]), clock_of(found[4]))
            fields = {"level": text(found[5]), "pid": text(found[6]), "message": text(found[7])}
            return Read(fields, Stamp(at, True) if at else None, Kind.WEB_ERROR)
        return Read({"message": text(raw)}, None, Kind.WEB_ERROR)

    def _apache(self, found: re.Match[bytes]) -> Read:
        month, micro = MONTHS.get(found[1], 0), int((found[4] or b"0").ljust(6, b"0"))
        at = moment(int(found[5]), month, int(found[2]), clock_of(found[3]), micro) if month else None
        parts = _HEAD.fullmatch(found[6])
        fields = {name: text(value) for name, value in parts.groupdict().items()} if parts else {}
        return Read(fields, Stamp(at, True) if at else None, Kind.WEB_ERROR)
