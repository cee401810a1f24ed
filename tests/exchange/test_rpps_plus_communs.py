"""What every line of the RPPS+ workbook says is said once, above it."""

from __future__ import annotations

from workbench.exchange.contrat import contrat
from workbench.exchange.rpps_plus.communs import once

FEUILLE = contrat("rpps_plus").feuille("geste")
CODE = "Code INSEE de la commune ou du pays de naissance : ce n’est pas un code INSEE de pays étranger"


def ligne(manque: str | None, **autres: str | None) -> dict[str, str | None]:
    return {"nom": "ROY", "prenom": "A", "manque": manque, "qui": "x", "constat": "Aucun numéro", **autres}


def test_ce_qui_manque_a_tous_monte_et_le_reste_demeure():
    dit, lignes = once(FEUILLE, [ligne("Téléphone mobile"), ligne(f"{CODE} ; Téléphone mobile")])
    assert [une["manque"] for une in lignes] == [None, CODE]
    assert {une["qui"] for une in lignes} == {None}, "à qui demander est dit au-dessus"
    dits = dit.split("\n")
    assert "Ce qui manque, pour toutes les lignes : Téléphone mobile." in dits, "une idée par ligne"
    assert "Pourquoi, pour toutes les lignes : Aucun numéro." in dits
    assert "– Téléphone mobile : la personne" in dits
    assert any(
        un.startswith("– Code INSEE") and "service RH, à partir de la pièce d’identité" in un for un in dits
    )
    assert [une["prenom"] for une in lignes] == ["A", "A"], "qui est qui reste sur chaque ligne"


def test_ce_que_les_regles_ne_savent_pas_donner_garde_sa_colonne():
    dit, lignes = once(FEUILLE, [ligne("Chose", qui="Untel"), ligne("Téléphone mobile", qui="Autre")])
    assert [une["qui"] for une in lignes] == ["Untel", "Autre"] and "À qui demander" not in dit


def test_une_ligne_seule_dit_tout():
    dit, lignes = once(FEUILLE, [ligne("Téléphone mobile")])
    assert lignes[0]["manque"] == "Téléphone mobile" and "pour toutes" not in dit
    assert once(FEUILLE, []) == ("", [])
