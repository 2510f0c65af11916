# One door for every task: `make help`.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
.DEFAULT_GOAL := help

help:  ## what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(STAMP): requirements.lock pyproject.toml
	$(PY) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src/stemwise
	@touch $@

setup: $(STAMP)  ## make the virtual environment from the lock

demo: $(STAMP)  ## explain one therapy and check the sample page; leaves HTML reports in demo/out
	@mkdir -p demo/out
	$(BIN)/stemwise explain cerebral-palsy --cell uc-msc
	$(BIN)/stemwise explain cerebral-palsy --cell uc-msc --format html -o demo/out/explain.html
	$(BIN)/stemwise check demo/sample-page.html
	$(BIN)/stemwise check demo/sample-page.html --format html -o demo/out/check.html
	@echo "Reports: demo/out/explain.html and demo/out/check.html"

test: $(STAMP) lint  ## lint, types, tests and docs tests
	$(BIN)/python -m pytest

lint: $(STAMP)  ## ruff and the strict type checker
	$(BIN)/ruff check src tests benchmarks training
	$(BIN)/mypy

validate-course: $(STAMP)  ## the course against published cohorts that were not used to build it
	$(BIN)/python -m stemwise.trials.validate

bench: $(STAMP)  ## speed and memory, as ratios against a named peer in the same run
	$(BIN)/python -m benchmarks

docs: $(STAMP)  ## write the generated pages of docs/ anew
	$(BIN)/python -m tests.docs_pages

train: $(STAMP)  ## learn the weights of sentences anew from the practice pages
	$(BIN)/python -m training.fit

lock: $(STAMP)  ## pin the dependencies anew (versions and hashes, no index address)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra tables --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:  ## remove what was made
	rm -rf $(VENV) demo/out .pytest_cache .mypy_cache .ruff_cache

.PHONY: help setup demo test lint validate-course bench docs train lock clean
