import json
import random
import time

import killing
import pytest

ROUNDS = 20


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_twenty_random_rounds_of_killing_lose_nothing(tmp_path):
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails, to run the same rounds again
    chance = random.Random(seed)  # noqa: S311 - picks victims, no secret
    durable = killing.Durable()
    scene = killing.Scene(durable, durable.start(), tmp_path)
    head = tmp_path / "head.json"
    entries = 0
    try:
        for number in range(ROUNDS):
            writers = [scene.child("write", "--count", 100_000) for _ in range(2)]
            sequencer = scene.child("sequence")
            before = len(scene.acknowledged())
            patience = time.monotonic() + 60
            while len(scene.acknowledged()) < before + 20:
                assert time.monotonic() < patience, writers[0].stderr.read()
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.8))
            victims = chance.choice(["writers", "sequencer", "database", "everything"])
            if victims in {"writers", "everything"}:
                for writer in writers:
                    writer.kill()
            if victims in {"sequencer", "everything"}:
                sequencer.kill()
            if victims in {"database", "everything"}:
                durable.kill()
                durable.again()
                time.sleep(chance.uniform(0, 0.5))
            for child in (*writers, sequencer):
                child.kill()
                child.communicate()
            now, signed = scene.whole()
            assert now >= entries + 20, f"round {number}, {victims}"
            if head.exists():
                scene.extends(head)
            head.write_text(json.dumps(signed))
            entries = now
    finally:
        scene.close()
        durable.stop()
