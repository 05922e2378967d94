# run    serve with the embedded defaults on 127.0.0.1:5000 (HOST= and PORT= override)
# check  format, lint, types and all tests
# test   the tests alone
# docs   write the generated documents anew
# bench  measure the running service against a floor, in one run

HOST ?= 127.0.0.1
PORT ?= 5000
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: run check test docs bench clean

run: $(READY)
	CRITERIA_CARDS_SITE=example-private CRITERIA_CARDS_ALLOW_AS_OF=true \
	CRITERIA_CARDS_REQUIRE_TOKEN=false CRITERIA_CARDS_ALLOW_LOOPBACK_FHIR=true \
	CRITERIA_CARDS_PUBLIC_URL=http://$(HOST):$(PORT) \
	$(BIN)/criteria-cards serve --host $(HOST) --port $(PORT)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

test: $(READY)
	$(BIN)/pytest -n auto

docs: $(READY)
	$(BIN)/criteria-cards coverage > docs/coverage.md

bench: $(READY)
	$(BIN)/python -m bench

clean:
	rm -rf .venv

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)
