# Set-up and checks. All is made inside .venv and models/; nothing outside the checkout is changed but caches.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SAMPLES := $(sort $(wildcard $(addprefix samples/*.,wav mp3 m4a ogg opus flac amr gsm)))

.DEFAULT_GOAL := help
# Debian's Python without python3-venv makes half an environment and stops; what is there would pass for a whole one.
.DELETE_ON_ERROR:
.PHONY: help demo test lint bench pictures constraints clean

help:
	@echo "make demo         set up .venv, fetch the speech model, score samples/ and show the reports"
	@echo "make test         set up .venv with the development tools; lint, types and tests"
	@echo "make lint         lint and types alone"
	@echo "make bench        measure accuracy on the recordings in EVAL=FOLDER"
	@echo "make pictures     make anew what README.md shows: a report and the picture of a page"
	@echo "make constraints  pin anew every package that set-up installs"
	@echo "make clean        remove .venv and all that tools left behind; models/ stays"

demo: $(VENV)/installed
	$(BIN)/vmcoach models fetch base
	$(BIN)/vmcoach score samples/fillers.flac
	$(BIN)/vmcoach score $(SAMPLES)

test: lint
	$(BIN)/vmcoach models fetch base
	$(BIN)/python -m pytest

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/installed-dev
	@test -n "$(EVAL)" || { echo "make bench EVAL=FOLDER: a folder of recordings whose words are known"; exit 2; }
	$(BIN)/vmcoach models fetch base
	$(BIN)/python -m benchmarks.accuracy $(EVAL)

pictures: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.pictures

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find vmcoach tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("vmcoach needs Python 3.11 or newer: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/installed

# torch and triton are chosen by hand (see constraints.txt); all else is the newest release that fits.
constraints:
	$(PYTHON) -m venv build/pins
	{ sed -n '/^#/p' constraints.txt; grep -E '^(torch|triton)==' constraints.txt; } > build/pins/chosen.txt
	build/pins/bin/python -m pip --disable-pip-version-check install -c build/pins/chosen.txt '.[dev,dask,fast,mic]'
	build/pins/bin/python -m pip freeze --exclude vmcoach | grep -vE '^(torch|triton)==' > build/pins/rest.txt
	{ sed -n '/^#/p' build/pins/chosen.txt; sed '/^#/d' build/pins/chosen.txt build/pins/rest.txt | sort -f; } > constraints.txt
