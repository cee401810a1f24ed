"""A sample of the spoilt files, two seeds a door; `make fuzz` tries all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hostiles.abimes import essai
from tests.hostiles.abimes.mutations import FORMES, abimer

GRAINES = (3, 11)


def test_every_door_takes_its_good_file_and_says_why_it_refuses_a_bad_one(
    petite_demo: Path, tmp_path: Path
) -> None:
    modele = essai.modele(tmp_path, petite_demo)
    essai.ouvrir(modele, tmp_path)
    [(_, home, connues)] = essai._ICI
    faux = []
    for porte in connues:
        (home / porte.fichier).write_bytes(porte.bon)
        porte.essayer(home, home / porte.fichier)  # the good one, or nothing below means anything
        essai.remettre(modele, home, porte)
        issues = [essai.juger(modele, home, porte, graine) for graine in GRAINES]
        faux += [f"{issue.cas} : {issue.detail}" for issue in issues if issue.etat == "FAUX"]
    assert not faux
    assert len(connues) * essai.GRAINES >= 2_000, "as many as promised, in `make fuzz`"


@pytest.mark.parametrize("forme", ["octets", "lignes", "objets"])
def test_a_seed_spoils_the_same_way_again(forme: str) -> None:
    bon = b'{"a": 1, "b": "x"}\nAAA;BBB\n' * 9
    assert abimer(forme, bon, "g") == abimer(forme, bon, "g")
    assert len({abimer(forme, bon, str(rang)) for rang in range(30)}) > 20
    assert forme in FORMES
