# Two commands for a newcomer: `make run` and `make test`. Windows: see README (py -m …).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOME_DIR ?= .
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
export PYTHONUTF8 := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: sbom guides help run demo test lint bench mesures navigateur ooxml spark notebooks notebooks-refaire fuzz clean

help:
	@echo "make run    installe, prépare le GHT fictif si le dossier est vide, ouvre l'application"
	@echo "make test   installe et lance tous les contrôles"
	@echo "make lint   style, types, étages des imports"
	@echo "make notebooks          ouvre les carnets dans JupyterLab"
	@echo "make notebooks-refaire  réexécute les carnets et garde leurs résultats"
	@echo "make fuzz   livre tous les fichiers hostiles, dit ce qu'ils deviennent"
	@echo "make guides refait les images de docs/guide"
	@echo "make sbom   inventaire des bibliothèques (CycloneDX), sbom.json"
	@echo "make spark  installe de quoi noter les paires sur Apache Spark (pyspark, Java)"
	@echo "make mesures  installe à part recordlinkage et dedupe, pour comparer les rapprochements"
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

$(VENV)/.carnets: requirements-carnets.lock pyproject.toml | $(BIN)/python
	@echo "Installation de JupyterLab (versions et empreintes figées)…"
	@$(PIP) install --require-hashes -r requirements-carnets.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

run: $(VENV)/.execution
	@test -f $(HOME_DIR)/workbench.toml || $(BIN)/workbench demo --home $(HOME_DIR)
	@$(BIN)/workbench run --tout --home $(HOME_DIR)
	@$(BIN)/workbench serve --home $(HOME_DIR)

demo: $(VENV)/.execution
	@$(BIN)/workbench demo --home $(HOME_DIR)

# Browser journeys need Debian's chromium, workbooks LibreOffice, the shared ledger PostgreSQL, changes for a directory OpenLDAP: installed when we may,
# said clearly when we may not.
navigateur:
	@command -v chromium >/dev/null 2>&1 && test -e /usr/lib/libreoffice/program/simpress && test -e /usr/lib/libreoffice/program/swriter && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && test -e /usr/sbin/slapd && command -v ldapmodify >/dev/null 2>&1 && exit 0; \
	if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  echo "Installation de chromium, de LibreOffice, de PostgreSQL et d’OpenLDAP (paquets Debian)…"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium libreoffice-calc libreoffice-impress libreoffice-writer poppler-utils fonts-dejavu-core postgresql slapd ldap-utils >/dev/null; \
	else echo "chromium, LibreOffice, PostgreSQL ou OpenLDAP manque : ces essais seront passés (apt install chromium libreoffice-calc libreoffice-impress libreoffice-writer poppler-utils postgresql slapd ldap-utils)."; fi

# Office files are held against the Open XML schemas by a validator that needs Node.js; without it, those tests say they were passed over.
ooxml:
	@test -d tests/ooxml/node_modules && exit 0; command -v npm >/dev/null 2>&1 || { echo "Node.js manque : la validité Open XML des exports ne sera pas essayée."; exit 0; }; \
	cd tests/ooxml && npm install --silent --no-save --no-audit --no-fund || echo "Le contrôleur Open XML n’a pas pu être installé : ces essais seront passés."

# Pairs scored on Apache Spark, tried on this machine alone: pyspark (large) and Java; without them, those tests say they were passed over.
spark: $(VENV)/.spark
	@command -v java >/dev/null 2>&1 && exit 0; \
	if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; \
	else echo "Java manque : les essais sur Spark seront passés (apt install default-jre-headless)."; fi

$(VENV)/.spark: requirements-spark.lock $(VENV)/.developpement
	@echo "Installation de Spark (versions et empreintes figées)…"
	@$(PIP) install --require-hashes -r requirements-spark.lock
	@touch $@

test: $(VENV)/.developpement navigateur ooxml spark
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Every hostile file and every spoilt one; `make test` tries a sample of each.
fuzz: $(VENV)/.developpement
	@PYTHONPATH=. $(BIN)/python -m tests.hostiles.epreuve
	@PYTHONPATH=. $(BIN)/python -m tests.hostiles.abimes.essai

# Opened beside the data, in data/carnets (out of git): what is saved there with real people never reaches the repository.
# JupyterLab is told not to ask for its news outside.
notebooks: $(VENV)/.carnets
	@mkdir -p "$(HOME_DIR)/data/carnets" && chmod 700 "$(HOME_DIR)/data/carnets"
	@for carnet in notebooks/*.ipynb; do test -e "$(HOME_DIR)/data/carnets/$${carnet##*/}" || cp "$$carnet" "$(HOME_DIR)/data/carnets/"; done
	@mkdir -p $(VENV)/share/jupyter/lab/settings && echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}' > $(VENV)/share/jupyter/lab/settings/overrides.json
	@WORKBENCH_HOME="$(abspath $(HOME_DIR))" $(BIN)/jupyter lab --notebook-dir "$(HOME_DIR)/data/carnets" --ServerApp.ip=127.0.0.1 $(if $(filter 0,$(shell id -u)),--allow-root)

notebooks-refaire: $(VENV)/.carnets
	@WORKBENCH_HOME="$(abspath $(HOME_DIR))" $(BIN)/python notebooks/refaire.py

lint: $(VENV)/.developpement
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports
	@$(BIN)/python tests/code_mort.py
	@$(BIN)/python notebooks/refaire.py --controler

# Images of docs/guide, on a demonstration made for the occasion.
guides: $(VENV)/.developpement navigateur
	@PYTHONPATH=. $(BIN)/python -m tests.navigateur.photos_guide

# What runs, library by library, with licences and prints (CycloneDX).
sbom: $(VENV)/.execution
	@$(BIN)/python deploiement/sbom.py

# Rivals of the matching (recordlinkage, dedupe), of their own environment: without them `make bench` says they are not measured.
mesures:
	@$(PYTHON) -m venv .venv-mesures && .venv-mesures/bin/python -m pip --disable-pip-version-check --quiet --no-input install --require-hashes -r requirements-mesures.lock

bench: $(VENV)/.developpement
	@for script in benchmarks/*.py benchmarks/pairs/comparer.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache
