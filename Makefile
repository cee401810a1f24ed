# Two commands for a newcomer: `make run` and `make test`. Windows: see README (py -m …).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOME_DIR ?= .
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
export PYTHONUTF8 := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help run demo test lint bench navigateur clean

help:
	@echo "make run    installe, prépare le GHT fictif si le dossier est vide, ouvre l'application"
	@echo "make test   installe et lance tous les contrôles"
	@echo "make lint   style, types, étages des imports"
	@echo "make bench  mesures de vitesse et de mémoire (voir docs/mesures.md)"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 ou plus récent est nécessaire (make PYTHON=python3.12 …)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Le module venv manque : sous Debian, apt install python3-venv."; exit 1; }

$(VENV)/.execution: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installation des dépendances (versions et empreintes figées)…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.developpement: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installation des dépendances de développement (versions et empreintes figées)…"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

run: $(VENV)/.execution
	@test -f $(HOME_DIR)/workbench.toml || $(BIN)/workbench demo --home $(HOME_DIR)
	@$(BIN)/workbench run --tout --home $(HOME_DIR)
	@$(BIN)/workbench serve --home $(HOME_DIR)

demo: $(VENV)/.execution
	@$(BIN)/workbench demo --home $(HOME_DIR)

# Browser journeys need Debian's chromium, slides and workbooks LibreOffice: installed when we may, said clearly when we may not.
navigateur:
	@command -v chromium >/dev/null 2>&1 && command -v soffice >/dev/null 2>&1 && exit 0; \
	if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  echo "Installation de chromium et de LibreOffice (paquets Debian)…"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium libreoffice-calc poppler-utils fonts-dejavu-core >/dev/null; \
	else echo "chromium ou LibreOffice manque : ces parcours seront passés (apt install chromium libreoffice-calc poppler-utils)."; fi

test: $(VENV)/.developpement navigateur
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(VENV)/.developpement
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.developpement
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache
