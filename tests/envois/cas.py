"""Deliveries a hospital would really send: written, with what is right of each, before being played.

`moment`: "seul", nothing published before; "suivant", the month after a published one. `permis`: the outcomes
that are right. « pareil »: what is published is the same; « refusé »: stopped, cause and remedy; « dit »:
the only thing that changes is what the file itself has changed, and the run says it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.ecritures.tableau import Tableau
from tests.envois import gestes as g

RH, RHV = "SIRH_RIVEMONT", "export_agents_valbrune"
MED, STA = "Affaires_medicales", "Stagiaires_IFSI"
AD, ADV, DPI = "AD_rivemont", "AD_valbrune", "DPI_UTILISATEURS"
PARC, STR = "parc_mie", "structure"
CPS, PUB, RES = "Porteurs_CPS", "PS_LibreAcces", "Extraction_restreinte"
PAREIL, ARRET, DIT = ("pareil", "refusé"), ("refusé",), ("pareil", "refusé", "dit")


@dataclass(frozen=True)
class Envoi:
    """One delivery: the file it befalls, what befalls it, when, and the outcomes that are right."""

    titre: str
    fichier: str
    geste: g.Geste
    permis: tuple[str, ...] = PAREIL
    moment: str = "seul"
    autre: str = ""  # the file it is exchanged with, or whose older delivery it is

    @property
    def code(self) -> str:
        """Stable name."""
        return f"{self.titre} | {self.fichier} | {self.moment}"


def envois(
    titre: str,
    fichiers: str | tuple[str, ...],
    geste: g.Geste,
    permis: tuple[str, ...] = PAREIL,
    moments: str = "seul",
    autre: str = "",
) -> list[Envoi]:
    """The same thing befalling each of these files, at each of these moments."""
    return [
        Envoi(titre, fichier, geste, permis, moment, autre)
        for fichier in ((fichiers,) if isinstance(fichiers, str) else fichiers)
        for moment in moments.split()
    ]


ENVOIS: list[Envoi] = []


def _envoi(*told: Any, **more: Any) -> None:
    ENVOIS.extend(envois(*told, **more))


def _meme(tableau: Tableau) -> Tableau:
    return tableau


# — letters and separators
_envoi("enregistré depuis un Mac (mac_roman)", (RHV, AD), g.texte(str, "mac_roman"))
_envoi(
    "moitié en UTF-8, moitié en Windows",
    AD,
    lambda t: (
        t.octets()[: len(t.octets()) // 2]
        + t.octets()[len(t.octets()) // 2 :].decode("utf-8", "ignore").encode("cp1252", "replace")
    ),
    DIT,
)
_envoi(
    "chaque ligne entière entre guillemets",
    (RH, DPI),
    g.texte(lambda s: "".join(f'"{x}"\r\n' for x in s.splitlines())),
)
_envoi(
    "point-virgule dans un libellé, sans guillemets, une ligne sur quatre",
    RH,
    g.deborde(9, "; BLOC", 4),
    DIT,
)
_envoi(
    "point-virgule dans le dernier libellé, sans guillemets, une ligne sur quatre",
    STR,
    g.deborde(-1, "; Mme X", 4),
    DIT,
)
_envoi(
    "deux exports collés : titres répétés, marque d'octets au milieu",
    (RH, DPI),
    g.texte(lambda s: s + "\ufeff" + s.splitlines()[0] + "\r\n", "utf-8"),
)
_envoi(
    "deux exports collés, le second aux colonnes dans un autre ordre",
    RH,
    lambda t: (
        t.octets().decode(t.encodage) + "\r\n".join(";".join(reversed(x)) for x in [t.titres, *t.lignes[40:]])
    ).encode(t.encodage),
    DIT,
)
_envoi("collé deux fois l'un sous l'autre", (PARC, STR, CPS, RES), g.lignes(lambda r, t: r + r), DIT)

# — numbers
for _titre, _colonne in (
    (RH, "NUM RPPS"),
    (DPI, "NUM_RPPS"),
    (RES, "Identifiant PP"),
    (CPS, "Identifiant PP"),
    (CPS, "Numéro carte"),
):
    _envoi(
        f"{_colonne} en notation scientifique courte", _titre, g.pleines(_colonne, g.scientifique(4)), ARRET
    )
_envoi(
    "RPPS : dix chiffres, un blanc, la clé", (RH,), g.pleines("NUM RPPS", lambda t, r: f"{t[:10]} {t[10:]}")
)
_envoi(
    "RPPS tiré vers le bas, un de plus à chaque ligne",
    DPI,
    g.colonne("NUM_RPPS", lambda c: g.serie([x for x in c if x] + [""] * sum(not x for x in c))),
    ARRET,
)
_envoi("cases vides remplies avec celle du dessus : RPPS", (RH,), g.colonne("NUM RPPS", g.descendu), ARRET)
_envoi(
    "cases vides remplies avec celle du dessus : RPPS du DPI", DPI, g.colonne("NUM_RPPS", g.descendu), ARRET
)
_envoi(
    "cases vides remplies avec celle du dessus : nom d'usage", RH, g.colonne("NOM USAGE", g.descendu), ARRET
)
_envoi(
    "numéro de l'ordre à la place du RPPS", MED, g.pleines("RPPS", lambda t, r: str(20000 + 37 * r)), ARRET
)
_envoi(
    "téléphone à la place du RPPS", DPI, g.pleines("NUM_RPPS", lambda t, r: f"06{int(t) % 10**8:08}"), ARRET
)
_envoi("matricule tiré vers le bas", RH, g.colonne("MATRICULE", g.serie), ARRET, "seul suivant")
_envoi("FINESS tiré vers le bas", RH, g.colonne("FINESS", g.serie), ARRET, "seul suivant")
_envoi(
    "FINESS juridique à la place du géographique",
    RH,
    g.pleines("FINESS", lambda t, r: {"990000028": "990000010", "990000069": "990000051"}.get(t, t)),
)
_envoi("SIRET à la place du FINESS", RH, g.pleines("FINESS", lambda t, r: f"2600{t}9"), DIT)
_envoi(
    "matricule de l'AD : le RPPS à la place", AD, g.pleines("EmployeeID", lambda t, r: f"19{int(r):09}"), DIT
)
_envoi(
    "un même courriel de service pour tous",
    AD,
    g.pleines("EmailAddress", lambda t, r: "accueil@ght-fictif.example"),
    DIT,
)

# — dates
_envoi(
    "début au format mois-année (mars-26)",
    RH,
    g.pleines(
        "DT DEBUT",
        lambda t, r: (
            f"{'janv févr mars avr mai juin juil août sept oct nov déc'.split()[int(t[3:5]) - 1]}-{t[8:10]}"
        ),
    ),
    ARRET,
)
_envoi(
    "naissances au 1er janvier (l'année seule était connue du tableur)",
    RH,
    g.pleines("DT NAISSANCE", lambda t, r: f"01/01/{t[6:]}"),
    DIT,
)
_envoi("naissances au 1er du mois", RH, g.pleines("DT NAISSANCE", lambda t, r: f"01{t[2:]}"), DIT)
_envoi(
    "âge à la place de la naissance",
    RH,
    g.pleines("DT NAISSANCE", lambda t, r: str(2026 - int(t[6:]))),
    ARRET,
)
_envoi(
    "numéros de jour Excel une ligne sur deux",
    RH,
    g.pleines(["DT DEBUT", "DT NAISSANCE"], g.jour("serie"), g.une_sur(2)),
)
_envoi(
    "jour et mois inversés, seconde moitié, dates de début",
    RH,
    g.pleines("DT DEBUT", g.inverse, g.seconde_moitie),
    ARRET,
)
_envoi(
    "jour et mois inversés partout où c'est possible, naissances",
    (RH, MED),
    g.pleines(["DT NAISSANCE", "Date de naissance"], g.inverse),
    ARRET,
)
_envoi(
    "naissances tirées vers le bas, un jour de plus à chaque ligne",
    RH,
    g.colonne("DT NAISSANCE", g.serie_jours),
    ARRET,
)
_envoi(
    "fin de contrat : la date d'édition pour tous",
    RH,
    g.valeurs("DT FIN", lambda t, r: "30/11/2026"),
    ARRET,
    "seul suivant",
)
_envoi(
    "fin de contrat : le 31 décembre pour les contrats ouverts",
    RH,
    g.valeurs("DT FIN", lambda t, r: "31/12/2026" if t in ("", "31/12/9999") else t),
    ARRET,
    "seul suivant",
)
_envoi(
    "fin de contrat : cases vides remplies avec celle du dessus",
    RHV,
    g.colonne("Fin de contrat", g.descendu),
    ARRET,
    "seul suivant",
)
_envoi(
    "fin de contrat : « En cours », « CDI », « - »",
    RHV,
    g.valeurs("Fin de contrat", lambda t, r: t or ("En cours", "CDI", "-")[r % 3]),
)
_envoi(
    "début de contrat : la date d'édition pour tous",
    RH,
    g.valeurs("DT DEBUT", lambda t, r: "01/11/2026"),
    ARRET,
    "seul suivant",
)
_envoi(
    "dates à deux chiffres d'année, fin 31/12/99 ouverte",
    RH,
    g.pleines(["DT DEBUT", "DT FIN"], lambda t, r: t[:6] + t[8:]),
    PAREIL,
)
_envoi("validité des cartes en mois-année", CPS, g.pleines("Date fin validité", lambda t, r: t[3:]), DIT)

# — columns exchanged, shifted
_envoi("naissance et entrée échangées", RH, g.echange("DT NAISSANCE", "DT DEBUT"), ARRET)
_envoi("début et fin échangés", (RHV,), g.echange("Début de contrat", "Fin de contrat"), ARRET)
_envoi(
    "nom de naissance et d'usage échangés une ligne sur deux",
    (RH, RHV),
    lambda t: g.echange(
        *(("NOM PATRONYMIQUE", "NOM USAGE") if "NOM USAGE" in t.titres else ("Nom", "Nom de naissance")),
        g.une_sur(2),
    )(t),
    DIT,
)
_envoi("nom de naissance et d'exercice échangés", RES, g.echange("Nom de famille", "Nom d'exercice"), DIT)
_envoi(
    "code et libellé du service échangés",
    (RH, STR),
    lambda t: g.echange(*(("UF", "LIB UF") if "UF" in t.titres else ("CODE_UF", "LIB_UF")))(t),
)
_envoi("emploi et statut échangés", RH, g.echange("LIB EMPLOI", "STATUT"), DIT)
_envoi("service et fonction échangés", AD, g.echange("Department", "Title"), DIT)
_envoi("profil et service échangés", DPI, g.echange("PROFIL", "SERVICE"), DIT)
_envoi("création et dernière connexion échangées", DPI, g.echange("DATE_CREATION", "DERN_CONNEXION"), ARRET)
_envoi("création et dernière connexion échangées", AD, g.echange("whenCreated", "lastLogonTimestamp"), ARRET)
_envoi("remise et activation échangées", PARC, g.echange("Remis le", "Activé le"), ARRET)
_envoi("commande et remise échangées", PARC, g.echange("Commandé le", "Remis le"), ARRET)
_envoi("RPPS et numéro de carte échangés", CPS, g.echange("Identifiant PP", "Numéro carte"), ARRET)
_envoi("nom et prénom échangés", CPS, g.echange("Nom d'exercice", "Prénom d'exercice"), DIT)
_envoi("vague et pôle échangés", STR, g.echange("VAGUE", "POLE"), DIT)
_envoi(
    "une cellule de trop à partir de la moitié des lignes", (RH, DPI, STR), g.decale(lambda n: n // 2, 3), DIT
)
_envoi("une cellule de trop à partir de la moitié des lignes", CPS, g.decale(lambda n: n // 2, 1), DIT)
_envoi("une cellule de trop à partir de la moitié des lignes", (RES, PUB), g.decale(lambda n: n // 2, 2), DIT)

# — words
_envoi(
    "civilité dans le prénom", (RH,), g.pleines("PRENOMS", lambda t, r: f"{('M.', 'MME', 'DR')[r % 3]} {t}")
)
_envoi("civilité dans le nom", (DPI,), g.pleines("NOM", lambda t, r: f"{('M.', 'MME', 'DR')[r % 3]} {t}"))
_envoi(
    "noms et prénoms coupés à dix lettres",
    (RH, DPI),
    g.pleines(["NOM PATRONYMIQUE", "NOM USAGE", "PRENOMS", "NOM", "PRENOM"], lambda t, r: t[:10].strip()),
    DIT,
)
_envoi("prénom réduit à son initiale", AD, g.pleines("GivenName", lambda t, r: t[:1]), DIT)
_envoi("sexes inversés", RH, g.pleines("SEXE", lambda t, r: {"M": "F", "F": "M"}[t]), DIT, "seul suivant")
_envoi(
    "oui et non inversés (colonne « bloqué »)",
    DPI,
    g.pleines("ACTIF", lambda t, r: {"O": "N", "N": "O"}.get(t, t)),
    ARRET,
    "seul suivant",
)
_envoi(
    "erreurs de tableur (#REF!, #VALEUR!, #NOM?)",
    RH,
    g.pleines("NUM RPPS", lambda t, r: ("#REF!", "#VALEUR!", "#NOM?")[r % 3], g.une_sur(3)),
    DIT,
)
_envoi("état : un mot pour tous", PARC, g.valeurs("État", lambda t, r: "Activé"), DIT, "seul suivant")
_envoi("étoiles de confidentialité", AD, g.pleines("EmployeeID", lambda t, r: "****"), DIT)

# — rows
_envoi("filtre resté actif : des lignes cachées", RH, g.classeur(cachees=lambda r, n: r % 2 == 0))
_envoi(
    "filtre resté actif : un service sur deux",
    RH,
    g.garde(lambda x, r, n: hash_uf(x["UF"])),
    ARRET,
    "suivant",
)
_envoi(
    "filtre resté actif : les médecins seuls",
    DPI,
    g.garde(lambda x, r, n: x["PROFIL"].startswith("MED")),
    ARRET,
    "suivant",
)
_envoi(
    "sous-total à chaque service",
    RH,
    g.lignes(
        lambda rows, t: [
            x
            for k, row in enumerate(rows)
            for x in ((row, [f"Total {row[14]}", *[""] * 8, "12", *[""] * 6]) if k % 10 == 9 else (row,))
        ]
    ),
    DIT,
)
_envoi(
    "sous-total à chaque service, dans la colonne du nom",
    RH,
    g.lignes(
        lambda rows, t: [
            x
            for k, row in enumerate(rows)
            for x in ((row, ["", f"Sous-total {row[14]} : 12", *[""] * 14]) if k % 10 == 9 else (row,))
        ]
    ),
    DIT,
)
_envoi(
    "tableau croisé à la place de la liste",
    (RH, MED),
    g.feuilles(
        lambda rows: {
            "Feuil1": [
                ["Étiquettes de lignes", "Nombre de MATRICULE"],
                *[[uf, str(n)] for uf, n in Counter(r[-3] for r in rows).items()],
                ["Total général", str(len(rows))],
            ]
        }
    ),
    ARRET,
)
_envoi(
    "classeur : octobre et novembre dans deux feuilles",
    RH,
    g.feuilles(lambda rows: {"Octobre": rows[:-3], "Novembre": rows}),
    DIT,
)
_envoi(
    "agents sortis à la place des agents présents",
    RH,
    g.valeurs("DT FIN", lambda t, r: f"{1 + r % 28:02}/{1 + r % 9:02}/2026"),
    ARRET,
    "seul suivant",
)
_envoi(
    "comptes d'essai ajoutés",
    AD,
    g.lignes(
        lambda rows, t: (
            rows
            + [
                [
                    f"CN=TEST {k},OU=Test,DC=ght,DC=local",
                    f"test{k:02}",
                    "Test",
                    f"TEST{k:02}",
                    f"TEST{k:02} Test",
                    "",
                    "",
                    "512",
                    "20200101080000.0Z",
                    "134366988000000000",
                    "Informatique",
                    "Compte de test",
                    "compte de test",
                ]
                for k in range(6)
            ]
        )
    ),
    ("dit", "refusé", "ajouts"),
)
_envoi("rien que les titres", (CPS, PUB, RES, PARC, STA), g.lignes(lambda r, t: []), DIT, "seul suivant")
_envoi(
    "coupé à 65 536 lignes, comme un vieux tableur",
    PUB,
    g.lignes(lambda rows, t: (rows * (65_535 // len(rows) + 1))[:65_535]),
    ARRET,
)
_envoi(
    "un numéro repris pour une autre personne",
    RH,
    g.lignes(
        lambda rows, t: [
            *rows[:5],
            [
                rows[5][0],
                "ZAVATTINI",
                "",
                "ORNELLA",
                "F",
                "17/05/2001",
                "ROME",
                "99127",
                *rows[5][8:11],
                "02/11/2026",
                "31/12/9999",
                *rows[5][13:15],
                "",
            ],
            *rows[6:],
        ]
    ),
    DIT,
    "suivant",
)
_envoi("presque tous partis d'une petite liste", STA, g.lignes(lambda r, t: r[:1]), DIT, "suivant")
_envoi(
    "presque tous partis d'une petite liste", "gam_comptes", g.lignes(lambda r, t: r[:1]), ARRET, "suivant"
)

# — another file
_envoi("le fichier de l'autre site sous ce nom", AD, _meme, ARRET, "seul suivant", autre=ADV)
_envoi("les fichiers des deux sites échangés", AD, _meme, ARRET, "seul suivant", autre="échange")
_envoi("le fichier de l'autre SIRH sous ce nom", RH, _meme, ARRET, "seul suivant", autre=RHV)
_envoi(
    "le mois d'avant, sous le nom de ce mois",
    (RH, AD, DPI, PARC),
    _meme,
    DIT,
    "suivant",
    autre="mois d'avant",
)
_envoi("le mois d'avant, réenregistré en classeur", RH, g.classeur(), DIT, "suivant", autre="mois d'avant")
_envoi(
    "l'extraction d'un autre département",
    (PUB, RES),
    g.garde(lambda x, r, n: int(x["Identifiant PP"]) % 10 in (1, 2)),
    DIT,
    "seul suivant",
)
_envoi(
    "les porteurs d'un autre département",
    CPS,
    g.pleines("Identifiant PP", lambda t, r: f"29{int(t) * 7 % 10**9:09}"),
    DIT,
    "seul suivant",
)
_envoi(
    "les porteurs d'un département sur cinq",
    CPS,
    g.garde(lambda x, r, n: int(x["Identifiant PP"]) % 10 in (1, 2)),
    DIT,
    "seul suivant",
)
_envoi(
    "l'extraction coupée à la moitié",
    (PUB, RES, CPS),
    g.garde(lambda x, r, n: r < n // 2),
    DIT,
    "seul suivant",
)
_envoi("structure d'un autre site", STR, g.garde(lambda x, r, n: x["SITE"] != "CHR"), DIT, "seul suivant")


def hash_uf(uf: str) -> bool:
    """Whether this unit is one of those kept by a filter."""
    return sum(map(ord, uf)) % 2 == 0


assert len({one.code for one in ENVOIS}) == len(ENVOIS)
