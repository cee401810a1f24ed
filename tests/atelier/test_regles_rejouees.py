"""What an analyst taught is what a run reads: empty values, particles, names of services, instructions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.outils.commandes import REGLAGES

from workbench.decisions import Decision
from workbench.decisions.rejeu import settings_decided
from workbench.identities.consignes import allowed, asked, consignes, refuse_unknown
from workbench.identities.fiches.services import one_service
from workbench.identities.preuves import Fiche
from workbench.identities.revue import Proposition
from workbench.identities.traits import judged
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.noms_compares import DIFFERENT, VARIANTE, compare_names, particle_apart, use_particles
from workbench.socle.settings import Rapprochement, Settings, SynonymeService, load_settings
from workbench.sources.porte.vides_declares import empty_declared

SOURCES = """
[[sources]]
code = "rh"
nature = "sirh"
fichier = "rh.csv"
[sources.vides]
service = ["A DEFINIR"]
[[sources]]
code = "national"
nature = "rpps_restreint"
fichier = "rpps.csv"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "workbench.toml").write_text(REGLAGES + SOURCES, "utf-8")
    return load_settings(tmp_path)


@pytest.fixture
def sans_particule() -> Iterator[None]:
    yield
    use_particles([])


def entree(genre: str, objet: str, verdict: str = "", **valeur: str) -> Decision:
    return Decision(genre, "anne", "parce que", objet=objet, verdict=verdict, valeur=valeur)


def test_ce_qui_est_decide_entre_dans_les_reglages(settings: Settings):
    decides = settings_decided(
        settings,
        [
            entree("valeur_vide", "*|nom|INCONNUE", trait="nom", texte="inconnue"),
            entree("valeur_vide", "rh|service|ZZZ", trait="service", texte="ZZZ", source="rh"),
            entree("particule", "KER"),
            entree("service_synonyme", "|BO", graphie="BO", service="Bloc"),
            entree("regle_rapprochement", "veto:lieux_differents", "actif"),
            entree("regle_rapprochement", "raison:homonymes", "actif"),
            entree("regle_rapprochement", "raison:externe", "propose"),
        ],
    )
    rh, national = decides.sources
    assert rh.vides == {"service": ["A DEFINIR", "ZZZ"], "nom": ["inconnue"]}
    assert national.vides == {}, "un fichier national n’est jamais vidé par une règle de l’hôpital"
    assert decides.particules == ["KER"]
    assert decides.synonymes_services == [SynonymeService(service="Bloc", graphies=["BO"])]
    reglages = decides.execution.rapprochement
    assert (reglages.vetos, reglages.raisons_ecartees) == (["lieux_differents"], ["homonymes"])


def test_une_valeur_vide_l_est_quelle_que_soit_son_ecriture_et_c_est_dit(settings: Settings):
    recu = pl.DataFrame({"ligne": [2, 3, 4, 5], "service": ["à définir", "A.DEFINIR", "A DEFINIR 2", None]})
    vide, dits = empty_declared(settings.sources[0], "rh.csv", recu)
    assert vide["service"].to_list() == [None, None, "A DEFINIR 2", None]
    assert [(dit["code"], dit["ligne"], dit["gravite"]) for dit in dits] == [
        ("VALEUR_VIDE", 3, "information"),
        ("VALEUR_VIDE", 2, "information"),
    ]


@pytest.mark.usefixtures("sans_particule")
def test_une_particule_de_plus_separe_deux_familles_et_s_oublie():
    assert compare_names(["KER GOAT"], ["GOAT"]) == VARIANTE
    use_particles(["Ker"])
    assert compare_names(["KER GOAT"], ["GOAT"]) == DIFFERENT
    assert particle_apart(["KER GOAT"], ["GOAT"])
    use_particles([])
    assert compare_names(["KER GOAT"], ["GOAT"]) == VARIANTE


def test_un_service_de_deux_noms_est_un_seul_pour_comparer():
    gens = pl.DataFrame({"service": ["B.O.", "bo", "Urgences", None], "etablissement": ["A", "B", "A", "A"]})
    partout = one_service(gens, [SynonymeService(service="Bloc", graphies=["BO", "B O"])])
    ici = one_service(gens, [SynonymeService(service="Bloc", graphies=["BO"], etablissement="B")])
    assert partout["service"].to_list() == ["Bloc", "Bloc", "Urgences", None]
    assert ici["service"].to_list() == ["B.O.", "Bloc", "Urgences", None]


def fiche(cle: str, lieu: str, metier: str | None) -> Fiche:
    vide = {"source": "rh", "nature": "sirh", "service": "", "etablissement": None, "email": "", "rpps": None}
    vide |= {"noms": ["N"], "prenoms": ["P"], "naissance": None, "sexe": None, "externe": False}
    return Fiche(cle, lieu=lieu, metier=metier, **vide)


def test_un_veto_ne_parle_que_de_deux_valeurs_connues_qui_different():
    fiches = {f.cle: f for f in (fiche("a", "LYON", "60"), fiche("b", "NIORT", None), fiche("c", "", "10"))}
    paires = pl.DataFrame({"cle_a": ["a", "a", "b"], "cle_b": ["b", "c", "c"], "probabilite": [0.9] * 3})

    def gardees(*vetos: str) -> list[tuple[str, str]]:
        return sorted((a, b) for _, a, b, _ in allowed(judged(fiches, paires), fiches, vetos))

    assert gardees("lieux_differents") == [("a", "c"), ("b", "c")]
    assert gardees("metiers_differents") == [("a", "b"), ("b", "c")]
    assert gardees("lieux_differents", "metiers_differents") == [("b", "c")]


def test_une_raison_ecartee_ne_derange_plus_personne_et_une_inconnue_est_refusee():
    doutes = [
        Proposition("a", "b", 0.5, lambda code=code: (code, "")) for code in ("homonymes", "conflit_groupe")
    ]
    assert [doute.code for doute in asked(doutes, ["homonymes"])] == ["conflit_groupe"]
    assert "raison:conflit_groupe" not in consignes(), "une contradiction ne se tait pas"
    assert not [mots for mots in consignes().values() if "{" in mots]
    for faux in (Rapprochement(vetos=["lune"]), Rapprochement(raisons_ecartees=["conflit_groupe"])):
        with pytest.raises(ErreurWorkbench, match="inconnue"):
            refuse_unknown(faux)
