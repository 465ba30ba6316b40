"""Write the sample of each entry kind that has none yet: python tests/journal_accept.py.

A kept one is never touched.
"""

import json
from pathlib import Path

from dijkwacht.journal.domain import KINDS
from journal_samples import sample_of

GOLDEN = Path(__file__).parent / "golden" / "entries"

for kind in KINDS.values():
    file = GOLDEN / f"{kind.name}.{kind.schema}.json"
    if not file.exists():
        GOLDEN.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(sample_of(kind), indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
