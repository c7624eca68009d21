# Two commands for contributors: make demo, make test.  Thin over venv and pip.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo quick test test-all axe check bench lab wheel clean templates schema help

help:
	@echo "make demo      environment, install, build the sample reviews"
	@echo "make quick     the tests that need no kernel and no browser: under 3 minutes"
	@echo "make test      the tests (browser tests need a Chromium)"
	@echo "make test-all  the tests, the slow ones too"
	@echo "make axe       the accessibility checker that the tests use when it is there"
	@echo "make check     lint, types, import contracts"
	@echo "make templates  the template, from the table of sections"
	@echo "make schema    the record's schema beside the samples"
	@echo "make bench     costs, side by side, as ratios"

# what an editable install copies: JupyterLab loads the launcher from the environment
$(READY): pyproject.toml $(wildcard templates/lab/* templates/lab/static/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "needs Python 3.11 or newer as $(PYTHON); set PYTHON=python3.12, say"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "this Python lacks venv; on Debian: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[lab]' --group test --group check
	@touch $@

demo: $(READY)
	$(BIN)/incident-kit demo

# on all cores: nothing here starts a process that wants one for itself
quick: $(READY)
	$(BIN)/python -m pytest -n auto -q -m "not slow and not browser and not notebook" tests

test: quick
	$(BIN)/python -m pytest --nbval-lax -m "not slow and (browser or notebook)" tests
	$(BIN)/python -m pytest --nbval-lax notebooks

test-all: $(READY)
	$(BIN)/python -m pytest --nbval-lax tests notebooks

# a checker for the tests, no dependency: from npm into the environment, nothing recorded
axe: $(READY)
	@command -v npm >/dev/null || { echo "needs npm; on Debian: apt-get install npm"; exit 2; }
	npm install --silent --no-save --no-package-lock --prefix $(VENV)/axe axe-core@4

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python tests/benchmarks/costs.py
	$(BIN)/python tests/benchmarks/presses.py

lab: $(READY)
	$(BIN)/incident-kit lab

# the cells of the postmortem template, from the table of sections
templates: $(READY)
	$(BIN)/python tests/make_templates.py

# the schema beside the samples, which records point to
schema: $(READY)
	$(BIN)/incident-kit schema > notebooks/incidents/incident.schema.json

wheel: $(READY)
	$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf $(VENV) dist build reviews
