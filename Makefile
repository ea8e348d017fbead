# Two commands: `make graph` builds the knowledge graph, `make test` checks everything. Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: graph test test-all lint lock clean

graph: $(VENV)/graph.stamp
	$(BIN)/minsheng build

test: $(VENV)/test.stamp lint
	$(BIN)/python -m pytest -m "not slow" -n auto
	$(BIN)/python -m pytest -m slow tests/test_network.py tests/test_network_tools.py tests/test_network_choice.py tests/test_network_many.py tests/test_network_packed.py tests/test_network_large.py tests/test_build.py tests/test_load.py tests/test_remote.py

# The long campaigns too: 10,000 mutated files, random ontologies, every page of the server in a browser.
test-all: test
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy minsheng.py ontology loaders graph queries scripts tests

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Minsheng needs Python 3.11 or newer; say: make PYTHON=python3.11 graph')"
	$(PYTHON) -m venv $(VENV)

# Versions and hashes are locked; the project itself is installed from this folder, without further downloads.
$(VENV)/graph.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test.stamp: requirements-dev.lock pyproject.toml | $(VENV)/graph.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Needs uv. Writes names, versions and hashes, no addresses.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  pyproject.toml --group build --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  pyproject.toml --all-extras --group build --group dev --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build
