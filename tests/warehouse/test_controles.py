"""Rules checked before publication: each one refuses what it must, and lets the ordinary through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.jouet import JOUR, compte, lien, personne, publier

from workbench.warehouse import AucunePublication, AuditEchoue, published_path
from workbench.warehouse.audits import audits

REJET = {
    "source": "rh",
    "fichier": "rh.csv",
    "ligne": 2,
    "code": "NIR_VALEUR",
    "motif": "m",
    "gravite": "ligne",
}
FAUTES: list[tuple[str, dict[str, list[dict[str, Any]]]]] = [
    ("compte_situation", {"identite": [personne(1)], "compte": [compte("x", 1), compte("x", None)]}),
    ("compte_situation", {"compte": [compte("x", None, situation=None)]}),
    ("compte_situation", {"compte": [compte("x", None, situation="bidule")]}),
    ("compte_situation", {"compte": [compte("x", None, situation="liee")]}),
    (
        "redirection_vivante",
        {
            "identite": [personne(1), personne(2)],
            "redirection": [{"id_ancien": "ID00000001", "id_nouveau": "ID00000002", "le": JOUR}],
        },
    ),
    ("nir_mis_de_cote", {"meta_rejet": [{**REJET, "brut": '{"matricule": "1 85 05 78 006 084 36"}'}]}),
    (
        "lien_deux_statuts",
        {"identite": [personne(1)], "lien_rpps": [lien(1, "absent"), lien(1, "non_requis")]},
    ),
    (
        "fiche_deux_identites",
        {
            "identite": [personne(1), personne(2)],
            "identite_fiche": [
                {"source": "rh", "cle_source": "a", "id_unique": "ID00000001"},
                {"source": "rh", "cle_source": "a", "id_unique": "ID00000002"},
            ],
        },
    ),
]


@pytest.mark.parametrize(("code", "tables"), FAUTES)
def test_a_broken_rule_publishes_nothing(
    tmp_path: Path, code: str, tables: dict[str, list[dict[str, Any]]]
) -> None:
    with pytest.raises(AuditEchoue) as refusal:
        publier(tmp_path, **tables)
    assert f"[{code}]" in refusal.value.message and "NOM1" not in refusal.value.message
    assert "185" not in refusal.value.message.replace(" ", "")
    with pytest.raises(AucunePublication):
        published_path(tmp_path)


def test_the_ordinary_goes_through(tmp_path: Path) -> None:
    accounts = [
        compte("x", 1),
        compte("x", 1, application="gam", source="gam"),
        compte("accueil", None, nature="generique", situation="generique"),
        compte("svc", None, nature="service", situation="service"),
        compte("inconnu", None),
    ]
    masked = {**REJET, "brut": '{"matricule": "[NIR masqué]", "carte": "2500123456"}'}
    publier(tmp_path, identite=[personne(1)], compte=accounts, meta_rejet=[masked])


def test_each_rule_has_a_french_sentence() -> None:
    for audit in audits():
        assert audit.message.endswith(".") and audit.message[0].isupper(), audit.code
