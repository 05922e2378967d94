# run    serve with the embedded defaults on 127.0.0.1:5000 (HOST= and PORT= override)
# check  format, lint, types and all tests
# test   the tests alone
# goldens  write the golden requests, answers and cards anew; read the difference before you commit it
# docs   write the generated documents anew
# lock   resolve the dependencies anew and pin them with hashes
# audit  look the pinned dependencies up among known vulnerabilities (needs the network)
# bench  measure the running service against floors, or beside another checkout (AGAINST=its folder)
# fuzz   send changed requests in process (REQUESTS= how many, 100000)
# mutants  change the pure rooms a little, so many times (SAMPLE=, SEED=): some test must notice each
# soak   mixed requests at two workers, and what memory does (DURATION= seconds, 120)

HOST ?= 127.0.0.1
PORT ?= 5000
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# one heap for all threads: with several, glibc's memory takes an hour to stop growing (docs/operations.md)
ONE_HEAP := MALLOC_ARENA_MAX=1
REQUESTS ?= 100000
DURATION ?= 120
SAMPLE ?= 60
SEED ?= 1
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade

.PHONY: run check test docs goldens bench clean lock audit fuzz mutants soak

run: $(READY)
	CRITERIA_CARDS_SITE=example-private CRITERIA_CARDS_ALLOW_AS_OF=true \
	CRITERIA_CARDS_REQUIRE_TOKEN=false CRITERIA_CARDS_ALLOW_LOOPBACK_FHIR=true \
	CRITERIA_CARDS_PUBLIC_URL=http://$(HOST):$(PORT) $(ONE_HEAP) \
	$(BIN)/criteria-cards serve --host $(HOST) --port $(PORT)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

test: $(READY)
	$(BIN)/pytest -n auto

docs: $(READY)
	$(BIN)/criteria-cards coverage > docs/coverage.md.new || { rm docs/coverage.md.new; exit 2; }
	mv docs/coverage.md.new docs/coverage.md

goldens: $(READY)
	$(BIN)/python -m tests.goldens

bench: $(READY)
	$(BIN)/python -m bench $(if $(AGAINST),--against "$(AGAINST)")

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --requests $(REQUESTS)

mutants: $(READY)
	$(BIN)/python -m tests.mutants --sample $(SAMPLE) --seed $(SEED)

soak: $(READY)
	$(ONE_HEAP) $(BIN)/python -m tests.service.server.soak --seconds $(DURATION)

lock: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra dev --output-file requirements-dev.lock

audit: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --require-hashes -r requirements.lock

clean:
	rm -rf .venv

$(READY): pyproject.toml requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)
