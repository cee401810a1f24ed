"""What is kept from run to run about accounts and assignments, on hand-made runs and by properties."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from workbench.identities.suivi import CONSERVATION, follow_accounts, follow_assignments

J = [dt.date(2026, mois, 1) for mois in range(1, 7)]


def comptes(*lignes: tuple[str, bool | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [("dpi", login, "dpi", "ID1", "nominatif", actif, rpps) for login, actif, rpps in lignes],
        schema={
            **dict.fromkeys(("source", "login", "application", "id_unique", "nature"), pl.String),
            "actif": pl.Boolean,
            "rpps_connu": pl.String,
        },
        orient="row",
    )


def par_login(suivi: pl.DataFrame) -> dict[str, dict]:
    return {ligne["login"]: ligne for ligne in suivi.to_dicts()}


def test_la_fermeture_se_place_entre_deux_livraisons():
    un = follow_accounts(comptes(("a", True, None), ("b", True, None), ("c", False, None)), None, J[0])
    deux = follow_accounts(comptes(("a", False, None), ("c", False, None)), un, J[1])
    lus = par_login(
        follow_accounts(comptes(("a", False, None), ("c", False, None), ("d", None, "1")), deux, J[2])
    )
    assert (lus["a"]["actif_vu_le"], lus["a"]["inactif_vu_le"], lus["a"]["present"]) == (J[0], J[1], True)
    assert (lus["b"]["actif_vu_le"], lus["b"]["inactif_vu_le"], lus["b"]["present"]) == (
        J[0],
        J[1],
        False,
    ), "disparu"
    assert (lus["c"]["actif_vu_le"], lus["c"]["inactif_vu_le"]) == (
        None,
        J[0],
    ), "jamais vu actif : date inconnue"
    assert (lus["d"]["premiere_vue"], lus["d"]["rpps_vu_le"], lus["d"]["inactif_vu_le"]) == (J[2], J[2], None)


def test_un_compte_rouvert_n_est_plus_ferme_et_le_premier_numero_reste():
    un = follow_accounts(comptes(("a", False, "10000000001")), None, J[0])
    [lu] = follow_accounts(comptes(("a", True, None)), un, J[1]).to_dicts()
    assert (lu["inactif_vu_le"], lu["actif_vu_le"], lu["rpps_vu_le"]) == (None, J[1], J[0])


def test_une_source_muette_ne_ferme_aucun_compte_et_l_oubli_vient_apres_deux_ans():
    un = follow_accounts(comptes(("a", True, None)), None, J[0])
    vide = comptes()
    [lu] = follow_accounts(vide, un, J[1]).to_dicts()
    assert (lu["present"], lu["inactif_vu_le"], lu["derniere_vue"]) == (True, None, J[0])
    tard = J[0] + CONSERVATION + dt.timedelta(days=1)
    assert follow_accounts(vide, un, tard).is_empty()


def test_une_premiere_execution_sans_compte_donne_une_table_vide_et_typee():
    assert follow_accounts(comptes(), None, J[0]).schema["inactif_vu_le"] == pl.Date
    assert follow_assignments(pl.DataFrame(), None, J[0]).schema["derniere_vue"] == pl.Date


@given(
    st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), unique_by=lambda c: c[0]), max_size=6)
)
def test_les_bornes_sont_toujours_dans_l_ordre_et_rejouer_ne_change_rien(
    passages: list[list[tuple[str, bool]]],
):
    suivi = None
    for jour, passage in zip(J, passages, strict=False):
        suivi = follow_accounts(comptes(*((login, actif, None) for login, actif in passage)), suivi, jour)
        assert suivi.equals(follow_accounts(comptes(*((lo, a, None) for lo, a in passage)), suivi, jour))
        for lu in suivi.to_dicts():
            assert lu["premiere_vue"] <= lu["derniere_vue"] <= jour
            if lu["actif_vu_le"] and lu["inactif_vu_le"]:
                assert lu["actif_vu_le"] < lu["inactif_vu_le"]
            assert lu["present"] or lu["inactif_vu_le"]


def contrats(*lignes: tuple[str, str | None, dt.date | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [("sirh", cle, None, service, J[0], fin) for cle, service, fin in lignes],
        schema={
            **dict.fromkeys(("source", "cle_source", "etablissement", "service"), pl.String),
            "date_debut": pl.Date,
            "date_fin": pl.Date,
        },
        orient="row",
    )


def test_l_ancien_service_reste_connu_avec_sa_derniere_vue():
    un = follow_assignments(contrats(("1", "Urgences", None), ("2", None, None)), None, J[0])
    deux = follow_assignments(contrats(("1", "Bloc", None), ("1", "Bloc", J[3])), un, J[1])
    lus = {ligne["service"]: ligne for ligne in deux.to_dicts()}
    assert (lus["Urgences"]["premiere_vue"], lus["Urgences"]["derniere_vue"]) == (J[0], J[0])
    assert (lus["Bloc"]["derniere_vue"], lus["Bloc"]["date_fin"]) == (
        J[1],
        None,
    ), "un contrat ouvert l’emporte"
    assert deux.height == 2, "un contrat sans service ne dit rien"
