"""Source keys that last: a file that came back through a spreadsheet, a renumbering, two spellings of one
number.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

from tests.terrain.conftest import Joue

from workbench.decisions import Decision, Registre
from workbench.decisions.genres import paire

SUITE = "2026-12-01"
QUI = "select cle_source, id_unique from curated.identite_fiche where source = 'sirh_chr' order by all"


def suivante(joue: Joue, changer: Callable[[str], str]) -> Joue:
    """The same delivery a month later, the matricules of the HR file of Rivemont changed."""
    dossier = joue.home / "data" / "raw" / SUITE
    dossier.mkdir()
    lignes = (joue.livraison / "SIRH_RIVEMONT_20261101.csv").read_bytes().decode("cp1252").split("\r\n")
    reecrites = [
        lignes[0],
        *(";".join([changer((c := ligne.split(";"))[0]), *c[1:]]) for ligne in lignes[1:] if ligne),
    ]
    (dossier / "SIRH_RIVEMONT_20261201.csv").write_bytes(("\r\n".join(reecrites) + "\r\n").encode("cp1252"))
    return joue


def test_zeros_perdus_tout_suit(publie: Joue) -> None:
    avant = publie.lignes(QUI)
    a, b = (f"sirh_chr:{cle}" for cle, _ in avant[:2])
    a, b = paire(a.replace(":0000", ":"), b)  # written from a file that had lost its zeros
    Registre(publie.home).enregistrer(
        [Decision("personne_differente", "essai", "vus ensemble", cle_a=a, cle_b=b)]
    )
    joue = suivante(publie, lambda cle: cle.lstrip("0") + ".0").lancer(date=SUITE)
    assert joue.code == 0, joue.sortie
    assert joue.lignes(QUI) == avant
    assert joue.valeur(
        "select count(*) from curated.fiche where source = 'sirh_chr' and cle_brute like '%.0'"
    ) == len(avant)
    assert joue.lignes("select etat from meta.decision where genre = 'personne_differente'") == [
        ("appliquee",)
    ]


def test_renumerotation_arretee_puis_confirmee_une_fois(publie: Joue) -> None:
    avant = publie.lignes(QUI)
    joue = suivante(publie, lambda cle: f"R{int(cle) + 70_000}").lancer(date=SUITE)
    assert (
        joue.code != 0
        and "sirh_chr" in joue.sortie
        and "--confirmer" in joue.sortie
        and "→ R7" in joue.sortie
    )
    assert joue.lancer("--confirmer", "sirh_chr", date=SUITE).code != 0  # without a reason
    joue.lancer("--confirmer", "sirh_chr", "--motif", "nouveau logiciel RH", date=SUITE)
    assert joue.code == 0, joue.sortie
    suivies = set(joue.lignes(QUI)) & set(avant)
    assert len(suivies) >= 0.9 * len(avant)
    assert joue.lancer(date=SUITE).code == 0  # said once
    shutil.rmtree(joue.home / "data" / "raw" / SUITE)


def test_deux_ecritures_d_un_numero(copie: Joue) -> None:
    suite = ";;1;F;18/09/1976;BREST;29019;990000028;IDE;TIT;01/01/2020;31/12/9999;RGER02;SSR GERIATRIQUE;"
    copie.ajouter(
        "SIRH_RIVEMONT_20261101.csv",
        [
            f"0098001;MEMEFEMME{suite.replace(';1;', ';ANNA;')}",
            f"98001;MEMEFEMME{suite.replace(';1;', ';ANNA;')}",
            f"0098002;PREMIERE{suite.replace(';1;', ';LINE;')}",
            f"98002;SECONDE{suite.replace(';1;', ';ZOE;').replace('1976', '1981')}",
        ],
    ).lancer()
    assert copie.code == 0, copie.sortie
    cles = (
        "select cle_source from curated.fiche where source = 'sirh_chr' and cle_source like '%9800_' order"
        " by all"
    )
    assert [cle for (cle,) in copie.lignes(cles)] == ["0098001", "0098002", "98002"]
    motifs = copie.lignes("select motif from curated.collision where motif like '%98002%'")
    assert len(motifs) == 1 and "zéros" in motifs[0][0]
