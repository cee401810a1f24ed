"""Twins read together say what the strict reader says of each alone: kept with the same rows, or refused for
the same reason.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.outils.jumeaux import envoi, gater

from workbench.documents.jumeau import JumeauRefuse
from workbench.documents.jumeau_lots import read_all
from workbench.documents.jumeau_lu import lire
from workbench.documents.jumeau_pret import MOTS

FAITS = {
    "1.1-2027": (30, 40),
    "mie_remis": (None, 60),
    'couverture/profession/Sage-femme, dite "SF"': (20, 30),
    "couverture/profession/é, è": (0, 0),
}


def _sans_role(table: str) -> str:
    rangs = [rang.split(",") for rang in table.splitlines()]
    return "".join(",".join([*rang[:-3], *rang[-2:]]) + "\n" for rang in rangs)


GATES = {
    "rien": lambda t: t,
    "entier abîmé": lambda t: t.replace(",30,40,", ",3O,40,"),
    "négatif": lambda t: t.replace(",30,40,", ",-3,40,"),
    "trop grand": lambda t: t.replace(",30,40,", ",30,99999999999999999999,"),
    "numérateur plus grand": lambda t: t.replace(",30,40,0.75", ",41,40,"),
    "petit et visible": lambda t: t.replace("mie_remis,ensemble,,,60,", "mie_remis,ensemble,,,3,"),
    "taux faux": lambda t: t.replace(",0.75,", ",0.74,"),
    "taux infini": lambda t: t.replace(",0.75,", ",inf,"),
    "taux nan": lambda t: t.replace(",0.75,", ",nan,"),
    "masqué mais donné": lambda t: t.replace(",0.75,false", ",0.75,true"),
    "booléen": lambda t: t.replace(",0.75,false", ",0.75,peut-être"),
    "booléen vide": lambda t: t.replace(",0.75,false", ",0.75,"),
    "axe inconnu": lambda t: t.replace("1.1-2027,ensemble", "1.1-2027,lune"),
    "indicateur vide": lambda t: t.replace(",1.1-2027,", ",,"),
    "deux fois": lambda t: t.replace("mie_remis,ensemble,,,60,,true", "1.1-2027,ensemble,,30,40,0.75,false"),
    "autre nom": lambda t: t.replace("CH 380000018", "CH 38", 1),
    "une ligne de trop": lambda t: t + t.splitlines()[1] + "\n",
    "une ligne de moins": lambda t: "\n".join(t.splitlines()[:-1]) + "\n",
    "une ligne vide": lambda t: t + "\n",
    "sans fin de ligne": lambda t: t.rstrip("\n"),
    "fins de ligne de Windows": lambda t: t.replace("\n", "\r\n"),
    "marque": lambda t: "\ufeff" + t,
    "points-virgules": lambda t: t.replace(",", ";"),
    "une case de trop": lambda t: t.replace(",0.75,false", ",0.75,false,1,2,3,4,5,6,7"),
    "une case de moins": lambda t: t.replace(",0.75,false", ",0.75"),
    "guillemet perdu": lambda t: t.replace("ensemble,,30", 'ensemble,",30'),
    "retour dans une case": lambda t: t.replace("é, è", "é\nè"),
    "séparateur caché": lambda t: t.replace("é, è", "é\x1fè"),
    "signe de contrôle": lambda t: t.replace("é, è", "é\x07è"),
    "sans rôle": lambda t: _sans_role(t),
    "rien du tout": lambda t: "",
    "titres seuls": lambda t: t.splitlines()[0] + "\n",
}


def _alone(chemin: Path) -> object:
    try:
        jumeau = lire(chemin)
    except JumeauRefuse as refus:
        return (refus.titre, refus.message, refus.conseil)
    noms = (*MOTS, "numerateur", "denominateur", "taux", "masque")
    return sorted((tuple(getattr(r, n) for n in noms) for r in jumeau.lignes), key=repr)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound twin beside each spoilt one: neither must lend its faults, or its rows, to the other."""
    dossier = tmp_path_factory.mktemp("lots")
    for rang, changer in enumerate(GATES.values()):
        envoi(dossier, "380000018", FAITS, reference=f"sain{rang:03d}")
        gater(envoi(dossier, "380000018", FAITS, reference=f"sain{rang:03d}b"), "jumeau.csv", changer)
    return dossier


def test_les_lots_disent_ce_que_dit_le_lecteur(dossier: Path):
    chemins = sorted(dossier.glob("*.zip"))
    lecture = read_all(chemins)
    mots = pl.DataFrame(list(lecture.cles), schema=dict.fromkeys(MOTS, pl.String), orient="row")
    lues = lecture.lignes().join(mots.with_row_index("cle"), on="cle")
    rangs = {declare.fichier: rang for rang, declare in enumerate(lecture.declares)}
    for chemin in chemins:
        attendu = _alone(chemin)
        if refus := lecture.refus.get(str(chemin)):
            assert (refus.titre, refus.message, refus.conseil) == attendu, chemin.name
            continue
        siennes = lues.filter(pl.col("rang") == rangs[str(chemin)]).select(
            *MOTS, "numerateur", "denominateur", "taux", "masque"
        )
        assert sorted(siennes.iter_rows(), key=repr) == attendu, chemin.name


def test_un_lot_a_bien_lu_des_fichiers_sains_et_refuse_les_autres(dossier: Path):
    lecture = read_all(sorted(dossier.glob("*.zip")))
    assert len(lecture.declares) + len(lecture.refus) == 2 * len(GATES)
    assert len(GATES) // 2 < len(lecture.refus) < len(GATES)
