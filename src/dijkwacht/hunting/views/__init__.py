"""The pages of hunting: looking for misuse, the evidence room, runs over what is kept."""

from dijkwacht.hunting.forms import DEEDS
from dijkwacht.hunting.views.hunts import deed, hunts
from dijkwacht.hunting.views.removing import ask_file_removal, file_removal
from dijkwacht.hunting.views.room import add_rules, custody, evidence, evidence_file, give_up, hand_in, hand_out
from dijkwacht.hunting.views.runs import cancel, hunt_run, judge, start
from dijkwacht.hunting.views.sending import begin, finish, part

__all__ = [
    "DEEDS",
    "add_rules",
    "ask_file_removal",
    "begin",
    "cancel",
    "custody",
    "deed",
    "evidence",
    "evidence_file",
    "file_removal",
    "finish",
    "give_up",
    "hand_in",
    "hand_out",
    "hunt_run",
    "hunts",
    "judge",
    "part",
    "start",
]
