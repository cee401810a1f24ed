"""What comes with the files: a NIR, a filter, a cut, a setting, a source that is missing."""

from __future__ import annotations

from dataclasses import replace

from tests.ecritures.transformations import _jour
from tests.envois import gestes as g
from tests.exports.cas import (
    AD,
    ADV,
    CPS,
    DPI,
    GAM,
    INT,
    MED,
    PARC,
    PUB,
    RD,
    RES,
    RH,
    RHV,
    STA,
    STR,
    D,
    Export,
    Geste,
    R,
    exports,
)

NIR, JUGE, ABSENT = "NIR", "livraison jugée", "source absente"
NUMERO = "180057511234521"
FORMES = {
    "« 1 80 05 75 112 345 clé 21 »": "1 80 05 75 112 345 clé 21",
    "« n°SS:1.80.05.75.112.345/21 »": "n°SS:1.80.05.75.112.345/21",
    "collé au nom": f"DUPONT{NUMERO}",
    "entre parenthèses": f"DUPONT ({NUMERO[:13]} {NUMERO[13:]})",
    "O pour zéro": NUMERO.replace("0", "O"),
    "avec retour à la ligne": "1800575\n11234521",
    "en fraction d'adresse": f"{NUMERO}@ght-fictif.example",
    "chiffres groupés par quatre": "1800 5751 1234 521",
    "précédé d'un +": f"+{NUMERO}",
    "décimales à virgule": f"{NUMERO},00",
    "à deux-points": "1:80:05:75:112:345:21",
}
ETRANGERS = {
    "né à l'étranger (99)": "275039935201401",
    "outre-mer (974)": "190049741100253",
    "provisoire (7)": "780057511234571",
    "mois inconnu (20)": "280205511234534",
}


def _dans(titre: str, valeur: str) -> Geste:
    return g.valeurs(titre, lambda t, r: valeur if r == 11 else t)


NIRS_: list[Export] = [
    *(
        Export(NIR, f"{forme}, dans {titre}", fichier, _dans(titre, valeur), D, sans="1800575112345")
        for k, (forme, valeur) in enumerate(FORMES.items())
        for fichier, titre in (
            ((RH, "LIB UF"), (AD, "Description"), (DPI, "PROFIL"), (STR, "RESPONSABLE"))[k % 4],
        )
    ),
    *(
        Export(NIR, f"{forme}, dans {titre}", fichier, _dans(titre, valeur), D, sans=valeur[:13])
        for k, (forme, valeur) in enumerate(ETRANGERS.items())
        for fichier, titre in (
            ((RH, "LIB EMPLOI"), (AD, "Title"), (DPI, "SERVICE"), (PARC, "Matricule"))[k % 4],
        )
    ),
]


def _vide(titre: str, pas: int) -> Geste:
    return g.pleines(titre, lambda t, r: "", lambda rang, total: rang % 5 < pas)


def _ans(titre: str, ans: int) -> Geste:
    return g.pleines(
        titre, lambda t, r: f"{t[:-4]}{int(t[-4:]) - ans}" if _jour(t) and int(t[-4:]) < 2100 else t
    )


def _part(part: float) -> Geste:
    return lambda t: replace(t, lignes=t.lignes[: int(len(t.lignes) * part)])


def _sans(titre: str) -> Geste:
    return lambda t: replace(
        t,
        titres=[x for x in t.titres if x != titre],
        lignes=[[c for x, c in zip(t.titres, r, strict=False) if x != titre] for r in t.lignes],
    )


S = "suivant"
JUGEES: list[Export] = [
    *exports(JUGE, "coupé aux sept dixièmes, à une fin de ligne", (RH, DPI, AD), _part(0.7), R, S),
    *exports(JUGE, "coupé aux neuf dixièmes", (RH, AD), _part(0.9), RD, S),
    *exports(
        JUGE,
        "coupé à la lettre M",
        RH,
        lambda t: replace(t, lignes=[r for r in t.lignes if r[1] < "M"]),
        R,
        S,
    ),
    *exports(JUGE, "sans la colonne naissance", RH, _sans("DT NAISSANCE"), R, S),
    *exports(JUGE, "sans la colonne RPPS", DPI, _sans("NUM_RPPS"), R, S),
    *exports(
        JUGE,
        "RPPS vidés aux trois cinquièmes",
        (RH, DPI),
        lambda t: _vide("NUM RPPS" if "NUM RPPS" in t.titres else "NUM_RPPS", 3)(t),
        R,
        S,
    ),
    *exports(
        JUGE,
        "services vidés aux quatre cinquièmes",
        RH,
        g.valeurs(["UF", "LIB UF"], lambda t, r: "" if r % 5 < 4 else t),
        R,
        S,
    ),
    *exports(JUGE, "FINESS le même pour tous", RH, g.valeurs("FINESS", lambda t, r: "990000028"), RD, S),
    *exports(JUGE, "emplois tous « AGENT »", RH, g.valeurs("LIB EMPLOI", lambda t, r: "AGENT"), R, S),
    *exports(JUGE, "entrées toutes un an plus tôt", RH, _ans("DT DEBUT", 1), RD, S),
    *exports(JUGE, "naissances toutes dix ans plus tôt", RH, _ans("DT NAISSANCE", 10), R, S),
    *exports(JUGE, "sexe le même pour tous", RH, g.valeurs("SEXE", lambda t, r: "F"), RD, S),
    *exports(
        JUGE,
        "comptes ouverts seulement",
        (DPI, AD),
        lambda t: g.garde(
            lambda f, k, n: (
                f.get("ACTIF", "O") == "O" and f.get("userAccountControl", "512") not in ("514", "66050")
            )
        )(t),
        RD,
        S,
    ),
    *exports(JUGE, "tous les comptes ouverts", DPI, g.valeurs("ACTIF", lambda t, r: "O"), RD, S),
    *exports(JUGE, "dernière connexion vidée", DPI, g.valeurs("DERN_CONNEXION", lambda t, r: ""), R, S),
    *exports(
        JUGE,
        "dernière connexion la même pour tous",
        DPI,
        g.valeurs("DERN_CONNEXION", lambda t, r: "31/10/2026"),
        R,
        S,
    ),
    *exports(JUGE, "extraction restreinte aux quatre cinquièmes", RES, _part(0.8), RD, S),
    *exports(JUGE, "extraction publique aux deux tiers", PUB, _part(0.66), R, S),
    *exports(JUGE, "porteurs de cartes à moitié", CPS, _part(0.5), R, S),
    *exports(JUGE, "parc : tout « En stock »", PARC, g.valeurs("État", lambda t, r: "En stock"), RD, S),
    *exports(
        JUGE,
        "structure : une unité sur trois perdue",
        STR,
        lambda t: replace(t, lignes=[r for k, r in enumerate(t.lignes) if k % 3]),
        RD,
        S,
    ),
    *exports(
        JUGE,
        "deux fois la même liste dans le fichier",
        (RH, DPI),
        lambda t: replace(t, lignes=[*t.lignes, *t.lignes]),
        D,
        S,
    ),
    *exports(
        JUGE,
        "contrats échus seuls",
        RH,
        lambda t: replace(t, lignes=[r for r in t.lignes if r[12] != "31/12/9999"]),
        R,
        S,
    ),
    Export(
        JUGE,
        "colonne inconnue dans les réglages",
        RH,
        lambda t: t,
        R,
        S,
        reglages=lambda s: s.replace(
            'matricule = "MATRICULE"', 'matricule = "MATRICULE"\ncouleur = "STATUT"', 1
        ),
    ),
    Export(
        JUGE,
        "réglage mal écrit « separateurs »",
        RH,
        lambda t: t,
        R,
        S,
        reglages=lambda s: s.replace(
            'fichier = "SIRH_RIVEMONT_*.csv"', 'fichier = "SIRH_RIVEMONT_*.csv"\nseparateurs = ","', 1
        ),
    ),
    Export(
        JUGE,
        "deux sens pour la même colonne",
        RH,
        lambda t: t,
        RD,
        S,
        reglages=lambda s: s.replace('nom_usage = "NOM USAGE"', 'nom_usage = "NOM PATRONYMIQUE"', 1),
    ),
    Export(
        JUGE,
        "section inconnue dans les réglages",
        RH,
        lambda t: t,
        R,
        S,
        reglages=lambda s: f"{s}\n[rapprochements]\nseuil = 0.5\n",
    ),
    Export(JUGE, "dossier daté de l'an prochain", RH, lambda t: t, R, S, dossier="2027-11-01"),
    Export(JUGE, "dossier à date impossible", RH, lambda t: t, R, S, dossier="2026-11-31"),
]

ABSENTES: list[Export] = [
    *exports(
        ABSENT,
        "fichier pas déposé",
        (DPI, AD, ADV, PARC, STR, CPS, PUB, RES, INT, STA, MED, RHV, GAM),
        lambda t: None,
        RD,
        S,
    ),
    *exports(ABSENT, "liste sans une ligne", (INT, STA, GAM, PARC), lambda t: replace(t, lignes=[]), RD, S),
]
