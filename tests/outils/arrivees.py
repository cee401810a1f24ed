"""Nine arrivals on short contracts, published by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.jouet import JOUR, lien, personne, publier


def il_y_a(jours: int) -> dt.date:
    return JOUR - dt.timedelta(days=jours)


def contrat(numero: int, debut: dt.date, **autres) -> dict:
    return {
        "source": "rh",
        "cle_source": f"M{numero}",
        "matricule": f"M{numero}",
        "type_contrat": "cdd",
        "date_debut": debut,
        **autres,
    }


def premier(numero: int, premier_le: dt.date, avant_le: dt.date | None) -> dict:
    return {
        "id_unique": f"ID{numero:08d}",
        "rpps": str(numero),
        "premier_le": premier_le,
        "avant_le": avant_le,
        "vu_le": premier_le,
    }


def hopital(home: Path) -> None:
    """Publish nine arrivals: proved on sight, later, between runs, never; gone; too recent; too old; not
    concerned.
    """
    publier(home, il_y_a(90))  # the first run: arrivals before it are not judged
    parti = {"presente": False}
    gens = [
        personne(1),
        personne(2),
        personne(3),
        personne(4, **parti, date_depart=il_y_a(30)),
        personne(5, **parti, date_depart=il_y_a(40)),
        personne(6),
        personne(7, "etudiant"),
        personne(8),
        personne(9),
    ]
    publier(
        home,
        identite=gens,
        identite_fiche=[
            {"source": "rh", "cle_source": f"M{n}", "id_unique": f"ID{n:08d}", "mode": "x"}
            for n in range(1, 10)
        ],
        contrat=[
            # proved on first sight, 10 days later
            contrat(1, il_y_a(60)),
            # a second contract is no second arrival
            contrat(1, il_y_a(5)),
            # proved between days 10 and 40
            contrat(2, il_y_a(60), type_contrat="interim", agence="AGENCE A"),
            contrat(3, il_y_a(60), type_contrat="interim", agence="AGENCE A"),  # still without
            # left after 30 days, never proved
            contrat(4, il_y_a(60), type_contrat="vacation"),
            # left after 10, proved between days -5 and 20
            contrat(5, il_y_a(50), type_contrat="vacation"),
            # too recent for day 30
            contrat(6, il_y_a(10)),
            contrat(7, il_y_a(20), type_contrat="stage"),  # no number asked
            # before the first run
            contrat(8, il_y_a(200)),
            # not a short contract
            contrat(9, il_y_a(60), type_contrat="titulaire"),
        ],
        lien_rpps=[
            lien(1, "confirme", "1", "p"),
            lien(2, "confirme", "2", "p"),
            lien(3, "absent"),
            lien(4, "absent"),
            lien(5, "confirme", "5", "p"),
            lien(6, "absent"),
            lien(7, "non_requis"),
            lien(8, "absent"),
            lien(9, "absent"),
        ],
        lien_premier=[
            premier(1, il_y_a(50), None),
            premier(2, il_y_a(20), il_y_a(50)),
            premier(5, il_y_a(30), il_y_a(55)),
        ],
    )
