"""How many requests a token may make: a bucket for each, in this process (ADR 0077)."""

import math
from threading import Lock

MOST_BUCKETS = 10_000


class Limiter:
    """Buckets that fill evenly: `per_minute` requests a minute, as many at once after a pause. Safe between threads."""

    def __init__(self) -> None:
        self._left: dict[object, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, key: object, now: float, per_minute: int) -> int:
        """Take one request from the bucket of `key`; return 0, or after how many seconds to ask again.

        `now` in seconds of a clock that only goes forward.
        """
        rate = per_minute / 60
        with self._lock:
            left, since = self._left.get(key, (float(per_minute), now))
            left = min(float(per_minute), left + (now - since) * rate)
            if left < 1:
                self._left[key] = (left, now)
                return math.ceil((1 - left) / rate)
            if len(self._left) >= MOST_BUCKETS and key not in self._left:
                self._left.clear()  # full again for everybody: a limit forgotten is better than memory without end
            self._left[key] = (left - 1, now)
            return 0
