"""Requirements and the actions that answer them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from workbench import projet as steering
from workbench.decisions import Registre
from workbench.projet.liens import linked_actions


def test_une_action_abandonnee_ne_repond_plus(tmp_path: Path):
    lignes = [
        {
            "id": "A-901",
            "titre": "tard",
            "exigence": "iam_sso",
            "echeance": dt.date(2027, 3, 1),
            "etat": "a_faire",
        },
        {
            "id": "A-902",
            "titre": "tôt",
            "exigence": "iam_sso",
            "echeance": dt.date(2027, 1, 1),
            "etat": "en_cours",
        },
        {"id": "A-903", "titre": "non", "exigence": "iam_sso", "etat": "abandonnee"},
        {"id": "A-904", "titre": "libre", "etat": "a_faire"},
    ]
    steering.changer(Registre(tmp_path), "action", lignes, "chef", "essai")
    liees = linked_actions(steering.ouvrir(tmp_path))
    assert {code: [action["id"] for action in actions] for code, actions in liees.items()} == {
        "iam_sso": ["A-902", "A-901"]
    }
