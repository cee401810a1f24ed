"""More deliveries a hospital would really send, from what people tell of their exports: LDAP limits, spools,
printed reports, look-ups and replacements in a spreadsheet, lists by group, other dates than those asked.

Written, outcomes included, before any of them was played (27/11/2026). Same words as `cas.py`.
"""

from __future__ import annotations

import base64
import quopri

from tests.envois import gestes as g
from tests.envois import gestes_vecus as v
from tests.envois.cas import (
    AD,
    ADV,
    ARRET,
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

INT = "interimaires"
COMPTES_MACHINES = [
    f"CN=PC{k:02},OU=Postes,DC=ght,DC=local|PC-ACC{k:02}$||PC-ACC{k:02}|PC-ACC{k:02}|||4096"
    "|20200101080000.0Z|134366988000000000|||".split("|")
    for k in range(12)
]
POSTES_VACANTS = [
    f"P{k:05};POSTE VACANT;;;;;;;990000028;IDE;TIT;01/01/2026;31/12/9999;RMTQ01;IMAGERIE;".split(";")
    for k in range(12)
]
CONNEXION = (
    "<!DOCTYPE html>\n<html><head><title>Connexion</title></head>\n"
    "<body><p>Votre session a expiré.</p></body></html>\n"
)

VECUS: list[Envoi] = [
    # — letters, line ends, the file itself
    *envois(
        "Mac relu en Windows et réenregistré (MŽdecine)",
        (RHV, AD),
        v.brut(
            lambda rows, s: (
                "\n".join(s.join(row) for row in rows)
                .encode("mac_roman", "replace")
                .decode("cp1252", "replace")
            ),
            "utf-8",
        ),
        ARRET,
    ),
    *envois(
        "MS-DOS relu en Windows et réenregistré (M‚decine)",
        (RHV, AD),
        v.brut(
            lambda rows, s: (
                "\n".join(s.join(row) for row in rows).encode("cp850", "replace").decode("cp1252", "replace")
            ),
            "utf-8",
        ),
        ARRET,
    ),
    *envois(
        "lettres accentuées supprimées",
        (RHV, AD),
        v.brut(
            lambda rows, s: (
                v.sans_accents_ecrits("\n".join(s.join(row) for row in rows[1:]))
                and "\n".join(
                    [s.join(rows[0]), v.sans_accents_ecrits("\n".join(s.join(row) for row in rows[1:]))]
                )
            )
        ),
        DIT,
    ),
    *envois(
        "lettres accentuées remplacées par un souligné",
        AD,
        v.brut(
            lambda rows, s: "\n".join(
                [s.join(rows[0]), v.sans_accents_ecrits("\n".join(s.join(row) for row in rows[1:]), "_")]
            )
        ),
        ARRET,
    ),
    *envois(
        "accents en quoted-printable (=C3=A9)",
        AD,
        v.brut(
            lambda rows, s: (
                quopri.encodestring("\n".join(s.join(row) for row in rows).encode())
                .decode()
                .replace("=\n", "")
            )
        ),
    ),
    *envois(
        "accents échappés comme en JSON (\\u00e9)",
        AD,
        v.brut(
            lambda rows, s: (
                "\n".join(s.join(row) for row in rows).encode("ascii", "backslashreplace").decode()
            )
        ),
    ),
    *envois(
        "fins de ligne d'un vieux Mac (CR seul)",
        (RH, DPI),
        g.texte(lambda s: s.replace("\r\n", "\n").replace("\n", "\r")),
    ),
    *envois(
        "fins de ligne doublées par un transfert (CR CR LF)",
        (RH, AD),
        g.texte(lambda s: s.replace("\r\n", "\n").replace("\n", "\r\r\n")),
    ),
    *envois(
        "fin de fichier MS-DOS (Ctrl-Z) et octets nuls", (RH, PARC), g.texte(lambda s: s + "\x1a" + "\0" * 64)
    ),
    *envois("classeur nommé .csv", RH, lambda t: g.classeur()(t)[1]),
    *envois("texte nommé .xlsx", MED, lambda t: t.octets()),
    *envois(
        "page de connexion à la place du fichier",
        (PUB, DPI),
        lambda t: CONNEXION.encode(),
        ARRET,
    ),
    *envois(
        "fichier en base64 (pièce jointe mal enregistrée)",
        RH,
        lambda t: base64.encodebytes(t.octets()),
        ARRET,
    ),
    # — layout
    *envois(
        "état imprimé : haut de page et titres toutes les quarante lignes", (RH, DPI), v.brut(v.pages), DIT
    ),
    *envois("spool SQL*Plus : tirets, titres répétés, compte des lignes", (RH, DPI), v.brut(v.spool), DIT),
    *envois(
        "ligne de titres perdue",
        (RH, AD, STR),
        v.brut(lambda rows, s: "\r\n".join(s.join(row) for row in rows[1:])),
        ARRET,
    ),
    *envois(
        "titres d'un autre modèle, décalés d'une colonne",
        RH,
        lambda t: v.brut(
            lambda rows, s: "\r\n".join(
                s.join(row) for row in [[*rows[0][:9], rows[0][-1], *rows[0][9:-1]], *rows[1:]]
            )
        )(t),
        ARRET,
    ),
    *envois(
        "ligne de 132 caractères repliée sur deux",
        RH,
        v.brut(
            lambda rows, s: "\r\n".join(part for row in rows for part in (s.join(row[:9]), s.join(row[9:])))
        ),
        ARRET,
    ),
    *envois(
        "trois séparateurs de plus à la fin des lignes, pas des titres",
        (RH, STR),
        v.brut(
            lambda rows, s: "\r\n".join([s.join(rows[0]), *(s.join([*row, "", "", ""]) for row in rows[1:])])
        ),
    ),
    *envois(
        "légende à droite du tableau",
        RH,
        v.brut(
            lambda rows, s: "\r\n".join(
                s.join(
                    [
                        *row,
                        "",
                        *(("Code", "Sens") if k == 0 else (f"C{k}", f"sens {k}") if k < 6 else ("", "")),
                    ]
                )
                for k, row in enumerate(rows)
            )
        ),
    ),
    *envois(
        "liste par service : l'unité sur la première ligne de chaque groupe",
        RH,
        v.groupes(13, 13, 14),
        DIT,
        "seul suivant",
    ),
    *envois(
        "liste par site : l'établissement sur la première ligne de chaque groupe", PARC, v.groupes(5, 5), DIT
    ),
    *envois(
        "photo mensuelle : chaque agent six fois",
        RH,
        g.lignes(lambda rows, t: [row for row in rows for _ in range(6)]),
        DIT,
    ),
    *envois(
        "l'historique à la place de l'état : chaque moyen à chaque étape",
        PARC,
        g.lignes(
            lambda rows, t: [
                one for row in rows for one in ([*row[:6], "Commandé", row[7], "", "", "", row[11]], row)
            ]
        ),
        DIT,
    ),
    *envois("barré : parti (mise en forme)", MED, v.barres(6), ARRET),
    # — rows
    *envois("limite de l'annuaire : cent comptes", AD, g.garde(lambda x, r, n: r < 100), DIT, "seul suivant"),
    *envois("comptes ouverts seuls", DPI, g.garde(lambda x, r, n: x["ACTIF"] == "O"), DIT, "suivant"),
    *envois("comptes de machines ajoutés", AD, v.ajoute(*COMPTES_MACHINES), DIT),
    *envois("postes vacants ajoutés", RH, v.ajoute(*POSTES_VACANTS), DIT),
    *envois(
        "une unité dans deux pôles, l'ancien et le nouveau",
        STR,
        g.lignes(
            lambda rows, t: [
                one
                for k, row in enumerate(rows)
                for one in ((row, [*row[:2], "XXX", "Ancien pôle", *row[4:]]) if k % 4 == 0 else (row,))
            ]
        ),
        DIT,
    ),
    *envois(
        "une ligne par personne : doublons supprimés sur l'identifiant",
        PUB,
        g.lignes(lambda rows, t: list({row[1]: row for row in reversed(rows)}.values())),
        DIT,
        "seul suivant",
    ),
    *envois(
        "l'export d'il y a un an, première livraison",
        RH,
        g.lignes(lambda rows, t: [row for row in rows if row[11][6:] < "2025"]),
        DIT,
    ),
    *envois(
        "base de formation : personne ne s'y connecte depuis un an",
        DPI,
        g.pleines("DERN_CONNEXION", v.decale_jours(-400)),
        DIT,
    ),
    # — a spreadsheet's accidents
    *envois("UF triée seule", RH, v.seule("UF"), ARRET, "seul suivant"),
    *envois("emploi trié seul", RH, v.seule("LIB EMPLOI"), DIT),
    *envois("date d'entrée triée seule", RH, v.seule("DT DEBUT"), DIT, "seul suivant"),
    *envois("date de fin triée seule", RHV, v.seule("Fin de contrat"), DIT, "seul suivant"),
    *envois("dernière connexion triée seule", DPI, v.seule("DERN_CONNEXION"), DIT),
    *envois("état trié seul", PARC, v.seule("État"), DIT),
    *envois(
        "unité recopiée vers le bas : toute la liste dans un service",
        RH,
        v.recopie("UF", "LIB UF"),
        ARRET,
        "seul suivant",
    ),
    *envois("statut recopié vers le bas : tous titulaires", RH, v.recopie("STATUT"), DIT, "seul suivant"),
    *envois(
        "code d'unité tiré vers le bas (RMTQ01, RMTQ02…)",
        RH,
        g.colonne("UF", lambda c: [f"RMTQ{k:02}" for k in range(1, len(c) + 1)]),
        DIT,
    ),
    *envois(
        "entrées tirées vers le bas, un jour de plus à chaque ligne",
        RH,
        g.colonne("DT DEBUT", g.serie_jours),
        ARRET,
        "seul",
    ),
    *envois(
        "créations tirées vers le bas, un jour de plus à chaque ligne",
        DPI,
        g.colonne("DATE_CREATION", g.serie_jours),
        ARRET,
    ),
    *envois(
        "déploiements tirés vers le bas, un jour de plus à chaque ligne",
        STR,
        g.colonne("DEPLOIEMENT", g.serie_jours),
        ARRET,
    ),
    *envois(
        "RECHERCHEV approchée pour les RPPS manquants",
        RH,
        v.recherchev("NUM RPPS", "NOM PATRONYMIQUE"),
        ARRET,
    ),
    *envois(
        "RECHERCHEV approchée pour les matricules manquants", AD, v.recherchev("EmployeeID", "Surname"), ARRET
    ),
    *envois("« remplacer tout » : O devient OUI dans toute la feuille", DPI, v.remplace("O", "OUI"), DIT),
    *envois(
        "« remplacer tout » : IDE devient INFIRMIER dans toute la feuille",
        RH,
        v.remplace("IDE", "INFIRMIER"),
        DIT,
    ),
    *envois("« remplacer tout » : 0 supprimé", RH, v.remplace("0", ""), ARRET),
    *envois(
        "astérisque après le nom (temps partiel)",
        (RH, RHV),
        g.pleines(["NOM PATRONYMIQUE", "Nom"], lambda t, r: t + " *", g.une_sur(3)),
    ),
    # — dates
    *envois(
        "naissances un jour plus tôt (fuseau horaire)",
        RH,
        g.pleines("DT NAISSANCE", v.decale_jours(-1)),
        ARRET,
        "seul suivant",
    ),
    *envois(
        "toutes les dates quatre ans plus tard (calendrier 1904)",
        RH,
        g.pleines(["DT NAISSANCE", "DT DEBUT"], v.decale_jours(1462)),
        ARRET,
    ),
    *envois(
        "date du dernier avenant à la place de l'entrée",
        RH,
        g.valeurs("DT DEBUT", lambda t, r: f"01/{1 + r % 10:02}/{2023 + r % 4 - (r % 10 > 9)}"),
        DIT,
        "seul suivant",
    ),
    *envois(
        "dernière connexion : la date d'export pour tous",
        (DPI,),
        g.pleines("DERN_CONNEXION", lambda t, r: "01/11/2026"),
        ARRET,
    ),
    *envois(
        "dernière connexion : le même jour pour tous",
        AD,
        g.pleines("lastLogonTimestamp", lambda t, r: "134371308000000000"),
        ARRET,
    ),
    *envois(
        "dernière connexion en jours écoulés",
        DPI,
        g.pleines("DERN_CONNEXION", lambda t, r: str(r % 90)),
        ARRET,
    ),
    *envois(
        "jour et mois inversés où c'est possible, dernières connexions",
        DPI,
        g.pleines("DERN_CONNEXION", g.inverse, g.seconde_moitie),
        DIT,
    ),
    *envois(
        "missions : « du … au … » dans la date de début",
        INT,
        g.pleines("Début mission", lambda t, r: f"du {t} au 31/12/2026"),
        ARRET,
    ),
    *envois("stages : jour et mois sans année", STA, g.pleines(["Du", "Au"], lambda t, r: t[:5]), ARRET),
    *envois(
        "état : la date de fermeture, vide quand le compte est ouvert",
        DPI,
        g.valeurs("ACTIF", lambda t, r: "" if t == "O" else "12/03/2026"),
        ARRET,
    ),
    *envois(
        "fins de validité de l'ancien lot, trois ans plus tôt",
        PARC,
        g.pleines("Fin de validité", v.decale_jours(-1096)),
        DIT,
    ),
    # — numbers, words
    *envois(
        "zéros ou neufs pour dire vide : RPPS",
        (RH, DPI),
        g.valeurs(["NUM RPPS", "NUM_RPPS"], lambda t, r: t or ("00000000000", "99999999999")[r % 2]),
    ),
    *envois(
        "zéros ou neufs pour dire vide : matricule",
        AD,
        g.valeurs("EmployeeID", lambda t, r: t or "9999999"),
        DIT,
    ),
    *envois(
        "RPPS masqué (1916****941)", DPI, g.pleines("NUM_RPPS", lambda t, r: f"{t[:4]}****{t[-3:]}"), DIT
    ),
    *envois("noms pseudonymisés", DPI, g.pleines("NOM", lambda t, r: f"NOM{r:04}"), DIT),
    *envois(
        "matricule du responsable à la place de celui de l'agent",
        AD,
        g.pleines("EmployeeID", lambda t, r: f"{2 + r % 4:07}"),
        ARRET,
    ),
    *envois(
        "login suivi du domaine (@ght.local)",
        (DPI, "gam_comptes"),
        g.pleines(["CODE_USER", "LOGIN"], lambda t, r: f"{t}@ght.local"),
    ),
    *envois(
        "adresse précédée de SMTP: ou mailto:",
        AD,
        g.pleines("EmailAddress", lambda t, r: ("SMTP:", "mailto:")[r % 2] + t),
    ),
    *envois(
        "userAccountControl en toutes lettres",
        AD,
        g.pleines(
            "userAccountControl",
            lambda t, r: {
                "512": "NORMAL_ACCOUNT",
                "514": "ACCOUNTDISABLE | NORMAL_ACCOUNT",
                "66048": "NORMAL_ACCOUNT | DONT_EXPIRE_PASSWORD",
            }.get(t, "ACCOUNTDISABLE | NORMAL_ACCOUNT"),
        ),
    ),
    *envois("numéro de série coupé à six signes", PARC, g.pleines("N° série", lambda t, r: t[:6]), ARRET),
    *envois(
        "le FINESS du siège pour tous", RH, g.pleines("FINESS", lambda t, r: "990000028"), DIT, "seul suivant"
    ),
    *envois(
        "codes et catégories de profession échangés",
        PUB,
        g.echange("Code profession", "Code catégorie professionnelle"),
        ARRET,
    ),
    *envois(
        "naissances absentes de l'habilitation (colonne vide)",
        RES,
        g.valeurs("Date de naissance", lambda t, r: ""),
        DIT,
        "seul suivant",
    ),
    *envois(
        "l'AD de la maison et de l'autre site dans un seul fichier",
        ADV,
        g.lignes(
            lambda rows, t: (
                rows
                + [
                    [*row[:1], f"x{row[1]}", *row[2:5], f"0{row[5][1:]}" if row[5] else "", *row[6:]]
                    for row in rows
                ]
            )
        ),
        DIT,
    ),
]
assert len({one.code for one in VECUS}) == len(VECUS)
