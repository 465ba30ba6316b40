# make help lists what there is. Everything runs in .venv; nothing outside this folder is changed, except that as root
# Debian packages are installed where they are missing, and the data lies in /var/lib/dijkwacht (named in .dijkwacht/where).
PORT ?= 8000
HOST ?= 127.0.0.1
# One more than two cores: many tests wait for a server or a browser.
PYTEST_WORKERS ?= 3
BIN := .venv/bin
# Long files first: the short ones fill the end, when workers run out.
TESTS := $(wildcard tests/browser tests/contracts tests/rooms tests/flows tests/architecture tests/unit)

.PHONY: match-score hunt-score help install install-dev chromium demo check pytest test deep bench score trace lock clean

help:  ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

install:  ## Make .venv with the command .venv/bin/dijkwacht
	@scripts/install core

install-dev:
	@scripts/install dev

chromium:
	@{ command -v chromium && /sbin/ldconfig -p | grep -F libatomic.so.1; } >/dev/null || scripts/debian chromium libatomic1

demo: install  ## Serve the recorded crises on http://127.0.0.1:8000 until interrupted (PORT= to change)
	@exec $(BIN)/dijkwacht serve --demo --host $(HOST) --port $(PORT)

check: install-dev  ## Format, lint, types, import rules, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --skip-checks --settings dijkwacht.web.settings

# Types are checked while tests wait for servers; what installs packages ran before, one after the other.
test: chromium install-dev  ## Everything that must hold before a change lands, at most 10 minutes
	@$(MAKE) --no-print-directory -j2 check pytest

pytest: install-dev chromium
	$(BIN)/python -m pytest -m "not deep" -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

deep: install-dev chromium  ## What takes longer: random kills, mutation, fuzz; before a release
	$(BIN)/python -m pytest -m deep --timeout 3600 $(TESTS)

bench: install-dev  ## Measure pages, picture and appending, and print the figures
	@set -e; for measure in benchmarks/bench_*.py; do echo "== $$measure"; $(BIN)/python "$$measure"; done

score: match-score hunt-score  ## Print the figures of the house (sizes, cycles, tests per line), of matching and of hunting
	@$(BIN)/python scripts/score.py

match-score: install-dev  ## Score matching against known truth; writes docs/reference/matching-score.md
	@$(BIN)/python scripts/match_score.py

hunt-score: install-dev  ## Score the hunting packs on simulated appliances; writes docs/reference/hunting-score.md
	@$(BIN)/python scripts/hunt_score.py

trace: install-dev  ## Write docs/reference/requirements.md: which test proves which requirement
	$(BIN)/python scripts/trace.py

lock:  ## Write the requirement locks anew, with hashes and without registry names
	scripts/lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
