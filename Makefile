# Everything needs only Python 3.11 or newer and make. `make` alone lists the commands.
# Another Python: PYTHON=python3.12 make test

PYTHON  ?= python3
WORKERS ?= 2

BIN     := .venv/bin
CHECKED  = $(wildcard src tests bench tools)
PYTEST  := $(BIN)/pytest -n $(WORKERS) -q

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long lint types contracts features docs bench format lock clean

help: ## lists these commands
	@echo "samverkan-flow: make COMMAND"
	@sed -n 's/^\([a-z-]*\):.*## /  \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

setup: python-is-new-enough ## makes .venv from the lock, if it is missing or out of date
	@$(PYTHON) tools/set_up.py

demo: setup ## records the sample portfolio into build/demo.db and shows what needs attention
	@mkdir -p build
	@rm -rf build/demo.db build/demo.db-* build/demo.db.*
	@echo "Demo: recording the sample portfolio into build/demo.db, from the beginning."
	@$(BIN)/samverkan demo --db build/demo.db
	@echo "The command is in .venv/bin: put it on your path with  . .venv/bin/activate"

test: setup lint types contracts ## lint, types, import contracts, then all tests but the slow ones
	@echo "Tests: everything, the acceptance spec over the service."
	@$(PYTEST) -m "not slow" --surface=service
	@echo "Tests: the acceptance spec over the command line."
	@$(PYTEST) -m "not slow" --surface=cli tests/acceptance
	@echo "Tests: lint, types, import contracts and tests pass."

test-long: setup ## all tests, the slow ones too
	@echo "Tests: everything and the slow ones, the acceptance spec over the service."
	@$(PYTEST) --surface=service
	@echo "Tests: the acceptance spec over the command line, the slow ones too."
	@$(PYTEST) --surface=cli tests/acceptance

lint: setup ## ruff: rules and formatting
	@echo "Lint: ruff over $(CHECKED)."
	@$(BIN)/ruff check --quiet $(CHECKED)
	@$(BIN)/ruff format --quiet --check $(CHECKED) || { echo "Lint: the files above are not formatted. Run: make format"; exit 1; }

format: setup ## formats the code, sorts its imports
	@$(BIN)/ruff check --quiet --select I --fix $(CHECKED)
	@$(BIN)/ruff format $(CHECKED)

types: setup ## mypy, strict, over src
	@echo "Types: mypy --strict over src."
	@$(BIN)/mypy --strict src

contracts: setup ## import-linter: which layer may know which
	@echo "Contracts: import-linter."
	@$(BIN)/lint-imports --no-logo

features: setup ## prints the acceptance spec as a living document
	@echo "Features: the acceptance spec, as it runs over the service."
	@$(BIN)/pytest tests/acceptance/test_features.py -vv --gherkin-terminal-reporter --surface=service -p no:xdist

docs: setup ## writes the generated pages of docs/
	@echo "Docs: writing the generated pages."
	@$(BIN)/python -m tools.generate_docs
	@$(BIN)/python -m tools.tutorial

bench: setup ## measures, and prints medians and ratios of this run
	@echo "Bench: compiling first, so that no run pays for it; then measuring."
	@$(BIN)/python -m compileall -q .venv/lib src
	@$(BIN)/python bench/run.py
	@echo "Bench: importing 10 000 rows against a bare executemany of the same table rows; about two minutes."
	@$(BIN)/python bench/importing.py
	@echo "Bench: a portfolio of 10 000: status, due and tick; about two minutes."
	@$(BIN)/python bench/portfolio.py
	@echo "Bench: the log at 10 000, 100 000 and 1 000 000 events; about five minutes, and two more to make the logs the first time."
	@$(BIN)/python bench/log.py

lock: python-is-new-enough ## writes requirements/lock.txt anew from pyproject.toml (Python 3.11)
	@$(PYTHON) tools/lock.py

clean: ## removes all that these commands made
	@rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Clean: removed .venv, build, dist and the caches."

.PHONY: python-is-new-enough
python-is-new-enough:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Setup: there is no $(PYTHON) here. Install Python 3.11 or newer, or name another: PYTHON=python3.12 make $(or $(MAKECMDGOALS),setup)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Setup: Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1 | head -n 1). Name another: PYTHON=python3.12 make $(or $(MAKECMDGOALS),setup)" >&2; exit 1; }
