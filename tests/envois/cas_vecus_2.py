"""The same kinds as `cas_vecus.py` on other files and columns, written once those were mended, before being
played: what says whether a kind was mended, or a sample (27/11/2026).
"""

from __future__ import annotations

from tests.envois import gestes as g
from tests.envois import gestes_vecus as v
from tests.envois.cas import (
    AD,
    ADV,
    ARRET,
    CPS,
    DIT,
    DPI,
    MED,
    PARC,
    PUB,
    RES,
    RH,
    RHV,
    STA,
    STR,
    Envoi,
    envois,
)

ANCIENS = ["Code Département (structure)", "Code rôle", "Code genre activité"]


def _titres(tableau: g.Tableau) -> g.Tableau:
    """The titles of the public directory as they were published on 8 October 2026."""
    avant = ["Code département (coord. structure)", "Code fonction", "Code genre d'activité"]
    titres = [
        next((new for old, new in zip(avant, ANCIENS, strict=True) if old.lower() == title.lower()), title)
        for title in tableau.titres
    ]
    assert titres != tableau.titres
    return g.replace(tableau, titres=titres)


VECUS_2: list[Envoi] = [
    *envois("titres de l'Annuaire Santé comme ils sont publiés", PUB, _titres),
    *envois(
        "lettres accentuées supprimées, structure et cartes",
        (STR, PARC),
        v.brut(
            lambda rows, s: "\n".join(
                [s.join(rows[0]), v.sans_accents_ecrits("\n".join(s.join(row) for row in rows[1:]))]
            )
        ),
        DIT,
    ),
    *envois(
        "accents échappés, autre site",
        RHV,
        v.brut(
            lambda rows, s: (
                "\n".join(s.join(row) for row in rows).encode("ascii", "backslashreplace").decode()
            )
        ),
    ),
    *envois("liste par service : le service une fois par groupe", AD, v.groupes(10, 10), DIT),
    *envois("liste par service : le service une fois par groupe, comptes", DPI, v.groupes(4, 4), DIT),
    *envois("liste par établissement, affaires médicales", MED, v.groupes(9, 9), DIT),
    *envois("commandes tirées vers le bas", PARC, g.colonne("Commandé le", g.serie_jours), ARRET),
    *envois("service de l'annuaire trié seul", AD, v.seule("Department"), DIT),
    *envois("fonction de l'annuaire triée seule", AD, v.seule("Title"), DIT),
    *envois("création des comptes triée seule", AD, v.seule("whenCreated"), DIT),
    *envois("profil trié seul", DPI, v.seule("PROFIL"), DIT),
    *envois("libellé de l'unité trié seul", RH, v.seule("LIB UF"), DIT),
    *envois("statut trié seul", RH, v.seule("STATUT"), DIT),
    *envois("fonction triée seule", MED, v.seule("Fonction"), DIT),
    *envois("remises triées seules", PARC, v.seule("Remis le"), DIT),
    *envois("vague triée seule", STR, v.seule("VAGUE"), DIT),
    *envois("pôle trié seul", STR, v.seule("POLE"), DIT),
    *envois("emploi recopié vers le bas", RH, v.recopie("LIB EMPLOI"), DIT),
    *envois("profil recopié vers le bas", DPI, v.recopie("PROFIL"), DIT),
    *envois(
        "fonction et service de l'annuaire recopiés vers le bas", AD, v.recopie("Title", "Department"), DIT
    ),
    *envois("site recopié vers le bas", STR, v.recopie("SITE"), DIT),
    *envois(
        "FINESS de deux sites échangés",
        RH,
        g.pleines("FINESS", lambda t, r: {"990000028": "990000069", "990000069": "990000028"}.get(t, t)),
        DIT,
    ),
    *envois(
        "naissances cent ans plus tard",
        RH,
        g.pleines("DT NAISSANCE", lambda t, r: t[:6] + "20" + t[8:], g.une_sur(4)),
        DIT,
    ),
    *envois(
        "l'export d'il y a un an, petite liste",
        RHV,
        g.lignes(lambda rows, t: [row for row in rows if row[11] < "2025"]),
        DIT,
    ),
    *envois(
        "dernières connexions de l'annuaire à moitié dans le futur",
        ADV,
        g.pleines("lastLogonTimestamp", lambda t, r: str(int(t) + 864_000_000_000 * 25) if r % 2 else t),
        DIT,
    ),
    *envois("coupé aux deux tiers", (PUB, RES, CPS), g.garde(lambda x, r, n: 3 * r < 2 * n), DIT),
    *envois(
        "trois mois l'un sous l'autre, sans titres au milieu",
        (RH, DPI),
        g.lignes(lambda rows, t: [*rows[20:], *rows[10:], *rows]),
        DIT,
    ),
    *envois("barré : fini (mise en forme)", STA, v.barres(3), ARRET),
    *envois(
        "matricule du responsable, cartes",
        PARC,
        g.pleines("Matricule", lambda t, r: f"{2 + r % 3:07}"),
        ARRET,
    ),
]
assert len({one.code for one in VECUS_2}) == len(VECUS_2)
