# One line each; `make help` lists them. The environment is made once and kept in .venv.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint snapshot fit bench mutants clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20
	@echo "Variables: PYTHON=$(PYTHON) (3.11, 3.12 or 3.13), PORT=$(PORT)."

run: $(STAMPS)/runtime  ## start the app on the committed snapshot, at PORT
	$(BIN)/streamlit run app.py --server.port=$(PORT)

test: $(STAMPS)/dev lint  ## lint, then every test, browser tests included
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: $(STAMPS)/dev lint  ## lint, then the tests for daily work: no browser, no refits, some two minutes
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser"

lint: $(STAMPS)/dev  ## ruff: rules and format; mypy: types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

snapshot: $(STAMPS)/runtime  ## rebuild models/panel/snapshot from its sources
	$(BIN)/python -m models.panel.build_snapshot

fit: $(STAMPS)/runtime  ## refit the models and store what the screens read
	$(BIN)/python -m models.equations

bench: $(STAMPS)/dev  ## measure page and completion model, coverage record and filings included, some ten minutes
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.completion_record
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.completion_speed
	$(BIN)/python -m benchmarks
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.filings_build

mutants: $(STAMPS)/dev  ## put wrong-number bugs in one by one: tests must notice each, some twenty minutes
	$(BIN)/python -m tests.mutations

clean:  ## remove the environment and its stamps
	rm -rf $(VENV) $(STAMPS)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else \
		"Python is %d.%d, needed is 3.11, 3.12 or 3.13: make PYTHON=/path/to/one" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/runtime: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@mkdir -p $(STAMPS) && touch $@
