# One line each; `make help` lists them. The environment is made once and kept in .venv.
PYTHON ?= python3
PORT ?= 8501
HOST ?= 127.0.0.1
VENV ?= .venv
BIN := $(VENV)/bin
# Says whether the reader chose the Python, which the environment must then be for.
ASKED := $(if $(filter file,$(origin PYTHON)),,asked)
ENVIRONMENT = @$(PYTHON) tools/environment.py "$(VENV)"

.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint snapshot fit bench pictures mutants soak faults rehearse-start rehearse-deploy refresh-rehearsal clean runtime dev

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24
	@echo "Variables: PYTHON=$(PYTHON) (3.11.5 to 3.13), PORT=$(PORT), HOST=$(HOST) (0.0.0.0: all who can reach"
	@echo "this machine), VENV=$(VENV)."

run: runtime  ## start the app on the committed snapshot, at PORT
	@"$(BIN)/python" tools/serve.py "$(PORT)" "$(HOST)"

test: dev lint  ## lint, then every test, browser tests included; says what was skipped and why
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m pytest -rsx -n 2 --dist loadfile

test-fast: dev lint  ## lint, then the tests for daily work: no browser, no refits, some two minutes
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m pytest -n 2 --dist loadfile -m "not slow and not browser"

lint: dev  ## ruff: rules and format; mypy: types
	"$(BIN)/python" -m ruff check .
	"$(BIN)/python" -m ruff format --check .
	"$(BIN)/python" -m mypy

snapshot: runtime  ## rebuild models/panel/snapshot from its sources
	"$(BIN)/python" -m models.panel.build_snapshot

fit: runtime  ## refit the models and store what the screens read
	"$(BIN)/python" -m models.equations
	"$(BIN)/python" -m models.overview

bench: dev  ## measure page, completion model and batches, coverage record and filings included, some fifteen minutes
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m benchmarks.completion_record
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m benchmarks.completion_speed
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m benchmarks.batch_speed
	"$(BIN)/python" -m benchmarks
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m benchmarks.filings_build

soak: dev  ## twenty readers for three minutes: errors, memory, threads, open files
	"$(BIN)/python" -m benchmarks.soak

faults: dev  ## provoke the forty faults of docs/reliability.md
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m pytest $$(grep -oE 'tests/[a-z_/]+\.py::[a-z_0-9]+' docs/reliability.md)

pictures: dev  ## take the pictures of docs/pictures/ again; needs a Chromium
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m tests.browser.pictures

mutants: dev  ## put wrong-number bugs in one by one: tests must notice each, some twenty minutes
	"$(BIN)/python" -m tests.mutations

rehearse-start: dev  ## start from nothing in eight bad places; needs the package registry, some five minutes
	"$(BIN)/python" tools/rehearse_start.py $(PYTHONS)

rehearse-deploy: dev  ## two processes behind nginx on loopback, as deploy/ has them; needs nginx
	"$(BIN)/python" -m tools.rehearse_deploy

refresh-rehearsal: dev  ## the weekly refresh in a copy, on publishers of our own, then the tests; SUITE=none or what of them
	OPENBLAS_NUM_THREADS=1 "$(BIN)/python" -m tools.rehearse_refresh $(if $(filter none,$(SUITE)),--no-suite,-- $(SUITE))

clean:  ## remove the environment
	rm -rf "$(VENV)"

runtime:
	$(ENVIRONMENT) runtime $(ASKED)

dev:
	$(ENVIRONMENT) dev $(ASKED)
