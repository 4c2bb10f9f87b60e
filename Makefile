# `make` alone says what there is. Everything is set up on first use: Python 3.11 or later, make and a package index suffice.

# Data of what is run from this checkout; `yaomai` without make has its own default (see `yaomai doctor`).
export YAOMAI_HOME ?= $(CURDIR)/.state
# Only what the targets below say is given to them.
MAKEFLAGS += --no-builtin-rules
PY := .venv/bin/python
RUN := .venv/.installed-run
DEV := .venv/.installed-dev
PYTEST := PYTHONPATH=tests $(PY) -m pytest -p left_out -n 2

.DEFAULT_GOAL := help
.PHONY: help docs proofs demo serve test test-all check fix bench lock clean forget

help: ## Say what there is
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUN) ## Load the demonstration and serve it; prints the address and what to try
	@exec .venv/bin/yaomai demo

serve: $(RUN) ## Serve the installation in .state, without the demonstration
	@exec .venv/bin/yaomai serve

test: $(DEV) ## Run the tests that this machine can run in some minutes, and say what was left out
	@$(PYTEST) -m "not slow"

test-all: $(DEV) ## Run every test, on the embedded server and on PostgreSQL 15 from Debian; nothing may be missing
	@YAOMAI_TEST_ALL=1 $(PYTEST) -p proofs
	@YAOMAI_TEST_ALL=1 $(PY) tests/debian_postgresql.py

proofs: $(DEV) ## Run the tests that the declarations of systems name, and write down how they ended
	@$(PYTEST) -p proofs $$($(PY) -c 'import django, os; os.environ["DJANGO_SETTINGS_MODULE"] = "yaomai.settings"; django.setup(); \
	from yaomai.systems import all_systems; print(*sorted({test for one in all_systems() for test in one.proven_by}))')

check: $(DEV) ## Check style, types and layers
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports

fix: $(DEV) ## Format, and put right what can be put right without thinking
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

bench: $(DEV) ## Measure, and print a table
	@$(PY) bench/run.py

docs: $(DEV) ## Write docs/reference and docs/systems.md anew from the program
	@$(PY) docs/generate.py

lock: ## Write the lock files anew from pyproject.toml and requirements/*.in
	@sh requirements/lock.sh

clean: ## Remove the environment and the caches; data in .state stay
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/*.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

forget: $(RUN) ## Remove the demonstration's data for good, wherever the database had to be placed
	@$(PY) -c 'import sys; from pathlib import Path; from yaomai.cli import supervisor; from yaomai.database import embedded, placement; \
	home = Path(sys.argv[1]); \
	sys.exit(f"{home} is being served; stop that first: {supervisor.how_to_stop(home)}") if embedded.running(home) else placement.discard(home)' "$(YAOMAI_HOME)"
	rm -rf "$(YAOMAI_HOME)"

$(RUN): requirements/run.lock pyproject.toml
	@sh requirements/environment.sh requirements/run.lock
	@touch $@

$(DEV): requirements/dev.lock pyproject.toml
	@sh requirements/environment.sh requirements/dev.lock
	@touch $@ $(RUN)
