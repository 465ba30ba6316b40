"""The words of recovery: tiers, kinds of backlog, how a process runs, which way data goes."""

from dijkwacht.kernel.text import Text

TIERS: dict[str, Text] = {
    "primary": Text("primaire systemen", "primary systems"),
    "supporting": Text("ondersteunende systemen", "supporting systems"),
    "business": Text("bedrijfsvoering", "business operations"),
    "": Text("niet ingedeeld", "no tier stated"),
}
BACKLOG_KINDS: dict[str, Text] = {
    "digital": Text("digitaal", "digital"),
    "paper": Text("op papier", "on paper"),
    "unknown": Text("soort niet vermeld", "kind not stated"),
}
PROCESS_WORDS: dict[str, Text] = {
    "as-before": Text("loopt als voorheen", "runs as before"),
    "limited": Text("loopt beperkt", "runs limited"),
    "stopped": Text("ligt stil", "stopped"),
}
SYSTEM_WORDS: dict[str, Text] = {
    "off": Text("uit", "off"),
    "restored": Text("hersteld", "restored"),
    "restored-with-limits": Text("hersteld met beperkingen", "restored with limits"),
}
DIRECTIONS: dict[str, Text] = {
    "in": Text("naar ons toe", "towards us"),
    "out": Text("van ons weg", "from us"),
    "both": Text("beide kanten op", "both ways"),
    "": Text("richting niet vermeld", "direction not stated"),
}
