import os
import signal
import sys
import time

import pytest

from dijkwacht.cli.children import FIRST_PAUSE, LIVED_WELL, LONGEST_PAUSE, Child, stop_all

DIES = [sys.executable, "-c", "raise SystemExit(3)"]
LIVES = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]


def dies_at(child: Child, now: float) -> int:
    """Start the child at `now` and let it be seen dead at once."""
    child.look(now)
    assert child.pid is not None
    for _ in range(500):
        code = child.look(now)
        if code is not None:
            return code
        time.sleep(0.01)
    raise AssertionError("it does not die")


def test_a_child_that_keeps_dying_is_started_after_pauses_that_double():
    child, now = Child("one", DIES), 1000.0
    for pause in (FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE):
        assert dies_at(child, now) == 3
        child.look(now + pause - 0.01)
        assert child.pid is None
        now += pause
    assert LONGEST_PAUSE > 4 * FIRST_PAUSE


def test_a_child_that_lived_well_is_started_soon_again():
    child = Child("one", LIVES)
    child.look(0.0)
    pid = child.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    code = None
    while code is None:
        code = child.look(LIVED_WELL + 1)
    assert code == -signal.SIGKILL
    child.look(LIVED_WELL + 1 + FIRST_PAUSE)
    assert child.pid not in {None, pid}
    stop_all([child])
    assert child.pid is None


@pytest.mark.parametrize("command", [LIVES, STUBBORN])
def test_stopping_asks_first_and_makes_it_after_a_while(command):
    child = Child("one", command)
    child.look(0.0)
    pid = child.pid
    assert pid is not None
    time.sleep(0.3)
    stop_all([child], patience=0.5)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
