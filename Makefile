# make run   installs into .venv and runs the shipped study; the last line is the report's path
# make design  the same with config/config.design.yaml: a brine to a target, in the report too
# make test  lint, types, import contracts, workflow lint and all tests
# make docs  the pages of docs/ as a site in site/

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TEST_JOBS ?= 2

.PHONY: help run design test docs lint lock clean

help:
	@sed -n 's/^# make/make/p' Makefile

run: $(VENV)/.installed
	@$(BIN)/selectivity run

design: $(VENV)/.installed
	@$(BIN)/selectivity run --config config/config.design.yaml

test: $(VENV)/.installed-dev lint
	$(BIN)/python -m pytest -n $(TEST_JOBS) --dist worksteal
	@command -v chromium chromium-browser google-chrome >/dev/null \
		|| echo "The browser test of the report was left out: no chromium here (apt-get install chromium)."

docs: $(VENV)/.installed-dev
	$(BIN)/mkdocs build --strict

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile rules workflow
	$(BIN)/lint-imports
	$(BIN)/mypy

# New versions of everything; needs uv (https://docs.astral.sh/uv), the only step that does.
UV_COMPILE := uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-header --no-annotate
lock:
	$(UV_COMPILE) --extra build pyproject.toml -o requirements.lock
	$(UV_COMPILE) --extra build --extra dev --extra slurm -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) site .snakemake .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find results -mindepth 1 ! -name README.md -delete

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (about two minutes)"
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing with the tools for development into $(VENV) (about three minutes)"
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-build-isolation --no-deps -e .
	@touch $(VENV)/.installed $@
