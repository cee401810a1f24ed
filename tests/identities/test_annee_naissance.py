"""A birth year known alone (00/00/1980): it contradicts, it never proves."""

from __future__ import annotations

import pytest
from tests.outils.rapprochement import agent, compte, rapprocher


def _ids(rapprochement) -> dict[str, str]:
    return dict(rapprochement.identite_fiche.select("cle_source", "id_unique").iter_rows())


def _unes(annee: int | None, naissance: str | None = "1980-05-04", **autres: object) -> dict[str, str]:
    """The same names and service in HR and in the EHR, whose record knows a year at most."""
    rh = agent("1", "MARTIN", "LEA", naissance, service="CARDIOLOGIE", **autres)
    dpi = compte("lmartin", "MARTIN", "LEA", "dpi", service="CARDIOLOGIE", annee_naissance=annee)
    return _ids(rapprocher(rh, dpi))


def test_une_annee_qui_concorde_ou_qui_manque_laisse_les_noms_decider() -> None:
    for annee in (None, 1980):
        ids = _unes(annee)
        assert ids["1"] == ids["lmartin"]


@pytest.mark.parametrize("annee", [1952, 1961, 1999])
def test_une_annee_contraire_separe(annee: int) -> None:
    ids = _unes(annee)
    assert ids["1"] != ids["lmartin"]


def test_deux_annees_seules_se_contredisent_aussi() -> None:
    ids = _unes(1952, None, annee_naissance=1980)
    assert ids["1"] != ids["lmartin"]


def test_une_annee_a_un_chiffre_pres_se_demande() -> None:
    rh = agent("1", "MARTIN", "LEA", "1980-05-04", service="CARDIOLOGIE")
    dpi = compte("lmartin", "MARTIN", "LEA", "dpi", service="CARDIOLOGIE", annee_naissance=1981)
    rendu = rapprocher(rh, dpi)
    ids = _ids(rendu)
    assert ids["1"] != ids["lmartin"]
    assert rendu.a_revoir["code_motif"].to_list() == ["naissance_proche"]


def test_un_matricule_partage_ne_reunit_pas_deux_annees() -> None:
    rh = agent("77", "MARTIN", "LEA", None, annee_naissance=1955)
    ad = agent("77", "MARTIN", "LEA", "1990-01-02") | {"source": "rh2"}
    ids = rapprocher(rh, ad).identite_fiche["id_unique"].to_list()
    assert len(set(ids)) == 2


def test_le_groupe_retient_l_annee() -> None:
    """Joined to a record without any birth, the year still keeps away who was born another year."""
    un = agent("1", "MARTIN", "LEA", None, annee_naissance=1955, rpps="10000000009")
    deux = compte("l1", "MARTIN", "LEA", "dpi", rpps="10000000009")
    trois = agent("3", "MARTIN", "LEA", "1990-01-02", rpps="10000000009") | {"source": "rh2"}
    ids = dict(rapprocher(un, deux, trois).identite_fiche.select("cle_source", "id_unique").iter_rows())
    assert ids["1"] != ids["3"]
