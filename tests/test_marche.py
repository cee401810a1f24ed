"""The journal of a run: seen by all, told as it ends, never two at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from tests.outils.commandes import lancer

from workbench.run import marche
from workbench.socle.erreurs import ErreurWorkbench
from workbench.ui import ecran
from workbench.warehouse import ExecutionEnCours, published_path


def _lue(home: Path) -> marche.Marche:
    lue = marche.current(home)
    assert lue is not None
    return lue


def test_le_journal_se_lit_pendant_et_apres(home: Path) -> None:
    assert marche.current(home) is None
    with marche.follow(home, "run", "camille") as dire:
        dire("Lecture des livraisons")
        lue = _lue(home)
        assert (lue.etat, lue.par, [etape for _, etape in lue.etapes]) == (
            "en_cours",
            "camille",
            ["Lecture des livraisons"],
        )
        with pytest.raises(ExecutionEnCours):
            marche.launch(home, "run", "dominique", [])
    assert _lue(home).etat == "finie" and not marche.running(home)


def test_un_refus_garde_ses_mots_et_l_imprevu_ne_dit_rien_de_technique(home: Path) -> None:
    with pytest.raises(ErreurWorkbench), marche.follow(home, "run", "camille"):
        raise ErreurWorkbench("Contrôle refusé", "deux cas", "Corrigez.")
    assert _lue(home).etat == "refusee"
    assert dict(_lue(home).fin) == {"titre": "Contrôle refusé", "message": "deux cas", "conseil": "Corrigez."}
    with pytest.raises(ZeroDivisionError), marche.follow(home, "run", "camille"):
        raise ZeroDivisionError
    assert "n’a pas changé" in _lue(home).fin["message"]


def test_un_calcul_tue_est_dit_interrompu(home: Path) -> None:
    """The process dies with its lock: nobody waits for it."""
    code = (
        "import os, sys; from pathlib import Path; from workbench.run import marche\n"
        f"with marche.follow(Path({str(home)!r}), 'run', 'camille') as dire:\n"
        "    dire('Lecture'); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert _lue(home).etat == "interrompue"
    marche.current(home)
    with marche.follow(home, "run", "camille"):
        pass
    assert _lue(home).etat == "finie"


def test_la_commande_tient_le_journal_et_la_publiee_reste(home: Path) -> None:
    avant = published_path(home)
    code, _ = lancer("run", "--candidat", home=home)  # no delivery: refused
    assert code == 2
    assert (_lue(home).etat, _lue(home).fin["titre"]) == ("refusee", "Aucune livraison")
    assert published_path(home) == avant


def test_ailleurs_que_dans_un_dossier_rien_n_est_ecrit(tmp_path: Path) -> None:
    assert lancer("run", home=tmp_path)[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_un_depart_qui_n_a_rien_dit_finit_par_etre_interrompu(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marche._open(home / "data/curated", "run", "camille")
    assert _lue(home).etat == "en_cours"
    monkeypatch.setattr(marche, "_rules", lambda: {"demarrage_secondes": -1})
    assert _lue(home).etat == "interrompue"
    assert isinstance(_lue(home).debut, dt.datetime)


@pytest.mark.parametrize(
    ("ecrit", "dit"),
    [
        ("Déposez-le, ou corrigez « fichier » dans workbench.toml.", ""),
        ("Relancez sans --oui pour répondre. Vérifiez le fichier.", "Vérifiez le fichier."),
        ("Lancez « workbench run ».", "Lancez le calcul."),
        ("Aucune source ne prend a.csv. Déclarez-les (workbench source add).", None),
        ("Vérifiez la correspondance des colonnes.", "Vérifiez la correspondance des colonnes."),
        ("3 réglage(s) à corriger dans /srv/x/workbench.toml", "3 réglage(s) à corriger dans les réglages."),
    ],
)
def test_un_message_de_commande_se_dit_a_l_ecran(ecrit: str, dit: str | None) -> None:
    lu = ecran.plain(ecrit)
    assert "workbench" not in lu and ".toml" not in lu and "--" not in lu
    if dit is not None:
        assert lu == dit
    assert ecran.shown(ErreurWorkbench("Titre", "x", ecrit)).conseil
