"""What is tried before everybody gets it: the trials of means, and the pilot services."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.decisions import Registre
from workbench.pilotage.mie import rie
from workbench.projet import FicheInvalide, changer, genres_de_fiches, ouvrir
from workbench.projet.terrain import essais, pilotes

ESSAI = {"moyen": "ecps", "usage": "dpi", "le": dt.date(2026, 9, 1), "ou": "Urgences", "resultat": "reussi"}
PILOTE = {"etablissement": "CHA", "service": "Urgences", "raison": "équipe motivée, tous les métiers"}


def test_les_moyens_d_un_essai_sont_ceux_des_regles():
    choix = genres_de_fiches()[essais.GENRE].champ("moyen").options
    assert choix == {kind["type_mie"]: kind["libelle"] for kind in rie.regles()["types"]}


def test_le_dernier_essai_dit_l_etat_et_le_reste_n_a_jamais_ete_essaye(tmp_path: Path):
    registre = Registre(tmp_path)
    echec = ESSAI | {"le": dt.date(2026, 9, 8), "resultat": "echec", "constat": "le code n’est pas demandé"}
    changer(registre, essais.GENRE, [ESSAI | {"id": "EM-2"}, echec | {"id": "EM-1"}], "alice", "essais")
    projet = ouvrir(tmp_path)
    moyens = essais.means_to_try(projet, ["cps"])
    assert moyens == ["cps", "ecps"]
    usages = essais.matrix(projet, moyens)
    dpi = next(usage for usage in usages if usage.code == "dpi")
    assert (dpi.etat("ecps"), dpi.etat("cps")) == ("echec", "jamais"), "le jour le plus récent, pas la fiche"
    comptes = essais.tally(usages, moyens)
    assert sum(comptes.values()) == 2 * len(usages)
    assert (comptes["echec"], comptes["reussi"]) == (1, 0)


@pytest.mark.parametrize(
    ("genre", "fiche", "dit"),
    [
        (essais.GENRE, ESSAI | {"resultat": "reserve"}, "dites ce qui s’est passé"),
        (essais.GENRE, ESSAI | {"moyen": "pigeon"}, "n’est pas un choix possible"),
        (
            pilotes.GENRE,
            PILOTE | {"debut": dt.date(2026, 3, 1), "fin": dt.date(2026, 3, 1)},
            "après le début",
        ),
        (pilotes.GENRE, PILOTE | {"suite": "generaliser"}, "écrivez-le avant de dire la suite"),
    ],
)
def test_une_fiche_qui_ne_tient_pas_est_refusee(tmp_path: Path, genre: str, fiche: dict, dit: str):
    with pytest.raises(FicheInvalide, match=dit):
        changer(Registre(tmp_path), genre, [fiche], "alice", "état des lieux")


def suivi(*lignes: tuple) -> pl.DataFrame:
    noms = "etablissement service le presents requis prouves utilisateurs equipes sans_date".split()
    return pl.DataFrame(lignes, schema=noms, orient="row")


AVANT, APRES = dt.date(2026, 1, 31), dt.date(2026, 6, 30)
SUIVI = suivi(
    ("CHA", "Urgences", AVANT, 10, 8, 2, 10, 0, 0),
    ("CHA", "Urgences", APRES, 10, 8, 6, 10, 9, 1),
    ("CHB", "Urgences", AVANT, 20, 10, 5, 20, 4, 0),
    ("CHB", "Urgences", APRES, 20, 10, 6, 20, 5, 0),
)


def test_avant_et_apres_dans_le_service_et_ailleurs():
    debut, fin = dt.date(2026, 2, 15), dt.date(2026, 7, 1)
    compare = pilotes.before_after(SUIVI, "CHA", "Urgences", debut, fin)
    assert compare is not None
    avant, apres, (prouves, equipes) = compare
    assert (avant, apres) == (AVANT, APRES)
    assert (prouves.avant, prouves.apres) == ((2, 8), (6, 8))
    assert (prouves.ailleurs_avant, prouves.ailleurs_apres) == ((5, 10), (6, 10)), "un homonyme d’ailleurs"
    assert (equipes.avant, equipes.apres) == ((0, 10), (9, 10))


@pytest.mark.parametrize(
    ("service", "debut", "fin"),
    [
        ("Urgences", dt.date(2026, 1, 1), APRES),  # rien d'avant
        ("Urgences", dt.date(2026, 7, 1), dt.date(2026, 8, 1)),  # rien depuis
        ("Réanimation", dt.date(2026, 2, 15), APRES),  # inconnu
    ],
)
def test_rien_ne_se_compare_sans_deux_dates_ni_service(service: str, debut: dt.date, fin: dt.date):
    assert pilotes.before_after(SUIVI, "CHA", service, debut, fin) is None


lignes = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["ordre", "ars", "role", None]),
        st.sampled_from(["titulaire", "cdd"]),
        st.integers(1, 40),
    ),
    min_size=1,
)


@given(lignes)
def test_la_ressemblance_va_de_zero_a_un_et_le_seul_service_est_l_ensemble(tirees):
    couverture = pl.DataFrame(
        [("presents", "CHA", service, autorite, contrat, n) for service, autorite, contrat, n in tirees],
        schema=["population", "etablissement", "service", "autorite", "type_contrat", "nombre"],
        orient="row",
    )
    table = pilotes.criteria(couverture, SUIVI)
    assert table["ressemblance"].is_between(0, 1 + 1e-9).all()
    assert (table["nombre"] >= pilotes.MINIMUM).all()
    if couverture["service"].n_unique() == 1 and table.height:
        assert table["ressemblance"].to_list() == [pytest.approx(1)]
