# run    serve with the embedded defaults on 127.0.0.1:5000; HOST, PORT and every setting come from the environment
# ehr    an open FHIR server with one invented patient, for the CDS Hooks sandbox (docs/sandbox.md); HOST and PORT as for run
# quick  the tests of the pure rooms, in half a minute
# check  format, lint, types and all tests
# test   the tests alone
# goldens  write the golden requests, answers and cards anew; read the difference before you commit it
# matrix the tests on each Python that pyproject.toml claims and this machine has
# docs   write the generated documents anew, and the picture of a card where there is a browser or one may be installed,
#        and build the site of all documents in site/, which the service shows at /docs/
# lock   resolve the dependencies anew and pin them with hashes
# audit  look the pinned dependencies up among known vulnerabilities (needs the network)
# release  build the wheel, with the license notices and a bill of materials (CycloneDX) of what it runs on, in dist/
# bench  measure the running service against floors, or beside another checkout (AGAINST=its folder)
# fuzz   send changed requests in process (REQUESTS= how many, 100000)
# mutants  change the pure rooms a little, so many times (SAMPLE=, SEED=): some test must notice each
# interop  a CQL engine, HAPI FHIR, the HL7 validator and LHC-Forms against ours (docs/interop.md): needs Java 17,
#        Maven, Node.js; PART= one of them
# soak   mixed requests at two workers, and what memory does; then restarts behind nginx (DURATION= seconds each, 120)

HOST ?= 127.0.0.1
PORT ?= 5000
SERVED := http://$(if $(findstring :,$(HOST)),[$(HOST)],$(HOST)):$(PORT)
PYTHON ?= python3
BIN := .venv/bin
RUNS := .venv/run-ready
READY := .venv/dev-ready
DOCUMENTS := .venv/docs-ready
# one heap for all threads: with several, glibc's memory takes an hour to stop growing (docs/operations.md)
ONE_HEAP := MALLOC_ARENA_MAX=1
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
PURE := tests/criteria tests/mappings tests/cds_cards tests/service/review
REQUESTS ?= 100000
DURATION ?= 120
SAMPLE ?= 60
SEED ?= 1
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade

SITE := NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
SBOM := cyclonedx-bom==7.5.0

.PHONY: release run ehr quick check test matrix docs goldens bench clean lock audit fuzz mutants soak interop site

run: export CRITERIA_CARDS_SITE ?= example-private
run: export CRITERIA_CARDS_ALLOW_AS_OF ?= true
run: export CRITERIA_CARDS_REQUIRE_TOKEN ?= false
run: export CRITERIA_CARDS_REPLAY_STORE_DOWN ?= answer
run: export CRITERIA_CARDS_ALLOW_LOOPBACK_FHIR ?= true
run: export CRITERIA_CARDS_ALLOW_LOOPBACK_ORIGINS ?= true
run: export CRITERIA_CARDS_OPEN_WORKSHEET ?= true
run: export CRITERIA_CARDS_CONSOLE ?= open
run: export CRITERIA_CARDS_CONSOLE_PATIENTS ?= true
run: export CRITERIA_CARDS_PUBLIC_URL ?= $(SERVED)
run: $(RUNS)
	@$(MAKE) --silent --no-print-directory site > .venv/site.log 2>&1 &
	$(ONE_HEAP) $(BIN)/criteria-cards serve --host $(HOST) --port $(PORT)

ehr: $(RUNS)
	$(BIN)/python -m tests.support.sandbox_ehr --service $(SERVED)

quick: $(READY)
	$(BIN)/pytest -n auto --quiet $(PURE)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.support.browser
	$(BIN)/pytest -n auto --dist worksteal

test: $(READY)
	$(BIN)/python -m tests.support.browser
	$(BIN)/pytest -n auto --dist worksteal

matrix:
	.ci/matrix

docs: $(READY)
	$(BIN)/python -m service.cli.reference > docs/cli.md.new || { rm docs/cli.md.new; exit 2; }
	mv docs/cli.md.new docs/cli.md
	$(BIN)/python -m service.cli.reference_pages
	-$(BIN)/python -m tests.support.browser && $(BIN)/python -m tests.goldens.picture
	$(SITE) --site-dir site

# In place of what is there once it is whole. `make run` has it built meanwhile, and starts whether it can be or not.
site: $(DOCUMENTS)
	$(SITE) --site-dir .venv/site
	rm -rf site
	mv .venv/site site

goldens: $(READY)
	$(BIN)/python -m tests.goldens
	$(BIN)/python -m tests.goldens.forms

bench: $(READY)
	$(BIN)/python -m bench $(if $(AGAINST),--against "$(AGAINST)")

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --requests $(REQUESTS)

mutants: $(READY)
	$(BIN)/python -m tests.mutants --sample $(SAMPLE) --seed $(SEED)

interop: $(READY)
	$(BIN)/python -m tests.interop $(if $(PART),"$(PART)")

soak: $(READY)
	$(ONE_HEAP) $(BIN)/python -m tests.service.server.soak --seconds $(DURATION)
	$(ONE_HEAP) $(BIN)/python -m tests.service.server.soak_restarts --seconds $(DURATION)

lock: $(READY)
	$(PIP) uv
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra docs --output-file requirements-docs.lock
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra dev --output-file requirements-dev.lock

audit: $(READY)
	$(PIP) pip-audit
	$(BIN)/pip-audit --require-hashes -r requirements.lock

release: $(READY)
	rm -rf dist
	$(PYTHON) -m venv dist/ships
	$(PYTHON) -m venv dist/tools
	dist/tools/bin/pip install --quiet --disable-pip-version-check build hatchling $(SBOM)
	$(SITE) --site-dir service/web/documents
	dist/tools/bin/python -m build --wheel --no-isolation --outdir dist .
	dist/ships/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	dist/ships/bin/pip install --quiet --disable-pip-version-check --no-deps dist/*.whl
	dist/ships/bin/pip uninstall --quiet --yes setuptools pip
	dist/ships/bin/python deploy/notices.py > dist/NOTICES.txt
	dist/tools/bin/cyclonedx-py environment --pyproject pyproject.toml --of JSON --output-reproducible \
	  --output-file dist/criteria-cards.cdx.json dist/ships
	rm -r dist/ships dist/tools service/web/documents

clean:
	rm -rf .venv

$(RUNS): pyproject.toml requirements.lock
	@[ -w . ] || { echo "$(CURDIR) cannot be written to, and .venv belongs there: make your own copy"; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3"; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing what the service runs on into .venv: 210 MB, a minute or less. This happens once."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

$(READY): $(RUNS) requirements-dev.lock
	@echo "Installing what the tests need besides: 470 MB, a minute or two. This happens once."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(DOCUMENTS): $(RUNS) requirements-docs.lock
	@$(PIP) --require-hashes -r requirements-docs.lock
	@touch $@
