"""A fourth set: what other hands send, a portal of the ANS, an interim agency, a vendor of patient records, a
colleague of HR who does it another way this month.

Written, outcomes included, and committed before any of them was played (27/11/2026).
"""

from __future__ import annotations

from collections.abc import Callable

from tests.ecritures.transformations import _jour
from tests.envois import gestes as g
from tests.envois import gestes_partiels as p
from tests.envois import gestes_vecus as v
from tests.envois.cas import AD, ADV, ARRET, CPS, DIT, DPI, MED, PARC, PUB, RES, RH, RHV, STR, Envoi, envois

INT, GAM = "interimaires", "gam_comptes"
TICKS = 504_911_232_000_000_000  # .NET counts from year 1, Windows from 1601
PARTENAIRES = [
    f"CN={nom} {prenom},OU=Externes,DC=ght,DC=local|ext.{nom.lower()}|{prenom}|{nom}|{nom.upper()} {prenom}||"
    f"{prenom.lower()}@prestataire{k % 3}.example|512|20240301080000.0Z|134366988000000000|||".split("|")
    for k, (nom, prenom) in enumerate(
        (nom, prenom)
        for nom in "Garnier Lopez Meunier Vasseur Charpin Delmas".split()
        for prenom in "Yves Karine Samir".split()
    )
]


def _plus(jours: int) -> Callable[[str, int], str]:
    return v.decale_jours(jours)


def _en_ticks(texte: str, rang: int) -> str:
    return str(int(texte) + TICKS) if texte.isdigit() and int(texte) else texte


def _en_utc(texte: str, rang: int) -> str:
    day = _jour(texte)
    return f"{day:%Y-%m-%d}T{rang % 14 + 6:02}:15:00Z" if day else texte


def _sans_temps_plein(f: p.Fiche, rang: int, total: int) -> p.Fiche:
    return {**f, "LIB EMPLOI": "A TEMPS PARTIEL"} if rang % 7 == 0 else f


def _site(lettre: str) -> g.Quand:
    return lambda rang, total: rang % 3 == ord(lettre) % 3


VECUS_4: list[Envoi] = [
    # — a colleague of HR
    *envois(
        "numéro de poste à la place du matricule : deux agents par poste",
        RH,
        g.valeurs("MATRICULE", lambda t, r: f"{9000 + r // 2:07}"),
        ARRET,
    ),
    *envois(
        "agents en disponibilité retirés de la liste",
        RH,
        g.garde(lambda f, r, n: f["STATUT"] != "TIT" or r % 6 != 1),
        DIT,
        "suivant",
    ),
    *envois("sexe codé 1 et 2", RH, g.pleines("SEXE", lambda t, r: {"M": "1", "F": "2"}[t])),
    *envois("sexe codé 0 et 1", RH, g.pleines("SEXE", lambda t, r: {"M": "0", "F": "1"}[t])),
    *envois("sexe codé H et D", RHV, g.pleines("Sexe", lambda t, r: {"M": "H", "F": "D"}[t[0]])),
    *envois(
        "fin : le lendemain du dernier jour",
        RH,
        g.pleines("DT FIN", lambda t, r: t if t.startswith("31/12/9999") else _plus(1)(t, r)),
        DIT,
        "suivant",
    ),
    *envois(
        "renouvellements : le contrat de ce mois remplace le précédent",
        RH,
        p.fiches(
            lambda f, r, n: (
                {**f, "DT DEBUT": "01/11/2026", "DT FIN": "31/12/2026"} if f["STATUT"] == "CDD REMPL" else f
            )
        ),
        DIT,
        "seul suivant",
    ),
    *envois("métier : le temps de travail pour une ligne sur sept", RH, p.fiches(_sans_temps_plein), DIT),
    *envois(
        "pôle entre parenthèses derrière le service",
        RH,
        g.pleines("LIB UF", lambda t, r: f"{t} ({'MTQ' if r % 2 else 'MED'})"),
        DIT,
    ),
    *envois(
        "deux fiches par agent : paie et planning, le planning sans naissance",
        RH,
        p.aussi(lambda f, r: [] if r % 4 else [{**f, "DT NAISSANCE": "", "NUM RPPS": "", "STATUT": ""}]),
        DIT,
        "seul suivant",
    ),
    *envois(
        "médecins partagés : une ligne par site",
        MED,
        p.aussi(lambda f, r: [] if r % 3 else [{**f, "Établissement": "HLC"}]),
        DIT,
    ),
    # — an interim agency
    *envois(
        "missions de l'an dernier",
        INT,
        g.pleines(["Début mission", "Fin mission"], _plus(-365)),
        DIT,
        "seul suivant",
    ),
    *envois(
        "agence : nom et prénom dans une colonne",
        INT,
        p.fiches(lambda f, r, n: {**f, "Nom": f"{f['Nom']} {f['Prénom']}", "Prénom": ""}),
        DIT,
    ),
    *envois(
        "agence : référence de mission à la place de la personne",
        INT,
        p.aussi(
            lambda f, r: [
                {**f, "Réf": f["Réf"] + "B", "Début mission": "02/11/2026", "Fin mission": "30/11/2026"}
            ]
        ),
        DIT,
    ),
    # — a vendor of patient records
    *envois(
        "une ligne par profil : chaque compte deux fois",
        DPI,
        p.aussi(lambda f, r: [] if r % 3 else [{**f, "PROFIL": "CONSULT"}]),
        DIT,
        "seul suivant",
    ),
    *envois("compte actif : A, S, R", DPI, g.pleines("ACTIF", lambda t, r: "A" if t == "O" else "SR"[r % 2])),
    *envois("connexions en heure universelle", DPI, g.pleines("DERN_CONNEXION", _en_utc)),
    *envois(
        "mode d'authentification : son code",
        DPI,
        g.pleines("MODE_AUTH", lambda t, r: {"MDP": "1", "CPS": "2"}.get(t, "3")),
        DIT,
    ),
    *envois("RPPS précédé d'un zéro", DPI, g.pleines("NUM_RPPS", lambda t, r: f"0{t}")),
    *envois(
        "comptes supprimés gardés avec la date du jour pour création",
        DPI,
        p.fiches(lambda f, r, n: {**f, "DATE_CREATION": "01/11/2026"} if f["ACTIF"] == "N" else f),
        DIT,
        "seul suivant",
    ),
    *envois(
        "services de plusieurs valeurs",
        DPI,
        g.pleines("SERVICE", lambda t, r: f"{t},URGENCES,IMAGERIE", g.une_sur(3)),
        DIT,
    ),
    *envois(
        "login et libellé échangés",
        GAM,
        g.echange("LOGIN", "LIBELLE"),
        DIT,  # written as a stop: small applications do know their users by their name only
    ),
    # — a directory
    *envois("dernière connexion en ticks .NET", AD, g.pleines("lastLogonTimestamp", _en_ticks)),
    *envois("prestataires ajoutés à l'annuaire", AD, v.ajoute(*PARTENAIRES), DIT, "seul suivant"),
    *envois(
        "comptes de deux forêts : le même login en majuscules",
        ADV,
        p.aussi(
            lambda f, r: (
                [] if r % 5 else [{**f, "SamAccountName": f["SamAccountName"].upper(), "EmployeeID": ""}]
            )
        ),
        DIT,
    ),
    *envois("service coupé à seize signes", AD, g.pleines("Department", lambda t, r: t[:16]), DIT),
    # — a portal of the ANS
    *envois(
        "identifiants en formule de tableur",
        (PUB, RES),
        g.pleines("Identifiant PP", lambda t, r: f'="{t}"'),
    ),
    *envois(
        "extraction restreinte en point-virgule entre guillemets",
        RES,
        v.brut(
            lambda rows, s: (
                "\r\n".join(";".join(f'"{c.strip(chr(34))}"' for c in row) for row in rows) + "\r\n"
            )
        ),
    ),
    *envois(
        "infirmiers seuls", PUB, g.garde(lambda f, r, n: f["Code profession"] == "60"), DIT, "seul suivant"
    ),
    *envois(
        "cartes CPF seules",
        CPS,
        g.garde(lambda f, r, n: f["Code type de carte"] != "CPS"),
        DIT,
        "seul suivant",
    ),
    # — means, structure
    *envois(
        "matricule : le numéro de badge, une carte sur quatre",
        PARC,
        g.pleines("Matricule", lambda t, r: f"{70000 + 13 * r}", g.une_sur(4)),
        DIT,
    ),
    *envois(
        "états en anglais",
        PARC,
        g.pleines(
            "État",
            lambda t, r: {"Commandé": "Ordered", "Appairé": "Paired", "Activé": "Active"}.get(t, "Lost"),
        ),
        DIT,
    ),
    *envois(
        "unités fermées ajoutées sous leur ancien code",
        STR,
        p.aussi(lambda f, r: [] if r % 4 else [{**f, "CODE_UF": f"X{f['CODE_UF']}", "PILOTE": "O"}]),
        DIT,
    ),
    *envois(
        "site : la ville à la place du code, une unité sur trois",
        STR,
        g.pleines("SITE", lambda t, r: {"CHR": "RIVEMONT", "CHV": "VALBRUNE"}.get(t, t), _site("A")),
        DIT,
    ),
]
assert len({one.code for one in VECUS_4}) == len(VECUS_4)
