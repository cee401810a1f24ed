"""How each proved number was found again, by which process, when: measured from the proof and the dates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.jouet import JOUR, lien, personne, publier

from workbench.access import ouvrir
from workbench.decisions.genres import PREUVES
from workbench.pilotage import recuperation
from workbench.warehouse import open_published

DEBUT, JUIN, MAI = dt.date(2026, 4, 1), dt.date(2026, 6, 1), dt.date(2026, 5, 1)
Cas = tuple[str, dt.date, dt.date | None, dt.date | None, str, tuple[str, str, str]]
CAS: list[
    Cas
] = [  # proof, seen first, proved first, last run without it, what else is known → mode, process, moment
    ("declare_traits_concordants", DEBUT, DEBUT, None, "", ("professionnel", "inconnu", "inconnu")),
    ("traits_restreint_unique", DEBUT, JUIN, MAI, "", ("restreintes", "rapprochee", "apres")),
    ("exercice_restreint_unique", JUIN, JUIN, None, "", ("restreintes", "rapprochee", "creation")),
    ("declare_traits_concordants", JUIN, JUIN, None, "rh", ("professionnel", "derivee", "creation")),
    ("declare_traits_concordants", JUIN, JUIN, None, "dpi", ("professionnel", "rapprochee", "creation")),
    ("declare_traits_concordants", MAI, JUIN, MAI, "rh", ("professionnel", "rapprochee", "apres")),
    ("declare_traits_concordants", MAI, JUIN, MAI, "inscrit", ("rpps_plus", "rapprochee", "apres")),
    ("decision_rpps_plus", MAI, JUIN, MAI, "", ("rpps_plus", "rapprochee", "apres")),
    ("decision_carte", DEBUT, DEBUT, None, "", ("moyen", "rapprochee", "appairage")),
    ("decision_attestation", MAI, JUIN, MAI, "moyen", ("professionnel", "rapprochee", "appairage")),
    ("decision_pro_sante_identite", MAI, JUIN, MAI, "", ("pro_sante_identite", "rapprochee", "apres")),
    ("preuve_d_ailleurs", DEBUT, None, None, "", ("inconnu", "inconnu", "inconnu")),
]


def test_mode_processus_et_moment_de_chaque_numero(home: Path) -> None:
    known = list(enumerate(CAS, 1))
    numero = {rang: f"1{rang:010d}" for rang, _ in known}
    tenus = [(rang, f"{cas[4]}:{rang}", cas[4]) for rang, cas in known if cas[4] in ("rh", "dpi")]
    publier(
        home,
        meta_source=[{"source": "rh", "nature": "sirh"}, {"source": "dpi", "nature": "application"}],
        meta_execution=[_execution(DEBUT), _execution(JOUR)],
        identite=[personne(rang, cree_le=cas[1], etablissement="CHA") for rang, cas in known],
        lien_rpps=[lien(rang, "confirme", numero[rang], cas[0]) for rang, cas in known],
        lien_premier=[
            {"id_unique": f"ID{rang:08d}", "rpps": numero[rang], "premier_le": cas[2], "avant_le": cas[3]}
            for rang, cas in known
            if cas[2]
        ],
        fiche=[{"source": s, "cle_source": cle, "rpps": numero[rang]} for rang, cle, s in tenus],
        identite_fiche=[
            {"source": s, "cle_source": cle, "id_unique": f"ID{rang:08d}"} for rang, cle, s in tenus
        ],
        meta_rpps_plus_reponse=[_avec(rang, geste="inscrire", verdict="fait") for rang in _de("inscrit")],
        mie=[_avec(rang, type_mie="cps", date_activation=MAI + dt.timedelta(9)) for rang in _de("moyen")],
    )
    rows = open_published(home).sql(
        "SELECT id_unique, mode, processus, moment FROM mart.rpps_recuperation_personne"
    )
    found = {row[0]: row[1:] for row in rows.fetchall()}
    assert found == {f"ID{rang:08d}": cas[5] for rang, cas in known}
    counted = ouvrir(home, "essai", "essais").agregat("mart.rpps_recuperation")
    for axe in recuperation.axes():
        shares = recuperation.share(counted, axe)
        assert shares["nombre"].sum() == len(CAS) and shares["mot"].null_count() == 0
    steps = open_published(home).sql("SELECT id_unique, dit FROM mart.personne_etape WHERE etape = 'rpps'")
    told = dict(steps.fetchall())
    assert told["ID00000002"].endswith(" prouvé, retrouvé par les données restreintes (après la création)")
    assert told["ID00000012"].endswith(" prouvé"), "what is not known is not said"


def test_chaque_preuve_qu_une_personne_saisit_dit_son_mode() -> None:
    tables = recuperation.recovery_tables()
    modes = dict(tables["meta.preuve_recuperation"].iter_rows())
    assert {f"decision_{proof}" for proof in PREUVES} <= modes.keys()
    words = tables["meta.mot_recuperation"]
    assert set(modes.values()) <= set(words.filter(axe="mode")["code"])
    assert list(recuperation.axes()) == words["axe"].unique(maintain_order=True).to_list()


def _de(quoi: str) -> list[int]:
    return [rang for rang, cas in enumerate(CAS, 1) if cas[4] == quoi]


def _avec(rang: int, **autres: Any) -> dict[str, Any]:
    return {"id_unique": f"ID{rang:08d}", **autres}


def _execution(le: dt.date) -> dict[str, Any]:
    return {"id_execution": str(le), "date_execution": le, "version": str(le), "etablissement": "GHT d'essai"}
