"""First sheet of the ARS workbook: what this is, how it is counted, what is hidden, and whom to ask."""

from __future__ import annotations

from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from workbench.documents.ars.donnees import Contenu
from workbench.looks.etats import STATUTS
from workbench.looks.formats import jour
from workbench.office import feuille as f

VIDE = "À compléter dans les réglages, section [contact] : fonction, direction, boîte fonctionnelle."


def lisez_moi(page: Worksheet, donnees: Contenu) -> None:
    """Write the sheet."""
    page["A1"] = f.sur(f"HospiConnect, objectifs 1.1 et 1.2 : {donnees.synthese['etablissement']}")
    page["A1"].font = f.TITRE
    page.row_dimensions[1].height = 28
    ligne = 3
    for titre, paragraphes in _rubriques(donnees):
        page.cell(ligne, 1, titre).font = f.SOUS_TITRE
        ligne += 1
        for nom, texte in paragraphes:
            f.ecrire(page, ligne, 1, nom, f.GRAS)
            f.ecrire(page, ligne, 2, texte)
            page.row_dimensions[ligne].height = 16 * max(1, -(-len(texte) // 95), -(-len(nom) // 26))
            if texte == VIDE:
                page.cell(ligne, 2).fill = PatternFill("solid", fgColor="FFF6D6")
            ligne += 1
        ligne += 1
    f.largeurs(page, [30, 100])
    f.impression(page, "HospiConnect, objectifs 1.1 et 1.2", jour(donnees.le), None)


def _rubriques(donnees: Contenu) -> list[tuple[str, list[tuple[str, str]]]]:
    seuil = donnees.seuil
    connu = donnees.reglages.contact
    contact = (
        " · ".join(filter(None, (connu.fonction, connu.direction, connu.courriel, connu.telephone))) or VIDE
    )
    return [
        (
            "Ce classeur",
            [
                ("Établissement", str(donnees.synthese["etablissement"])),
                ("Date des données", jour(donnees.le)),
                (
                    "Contenu",
                    (
                        "Des nombres de personnes et de comptes, jamais un nom ni un numéro. Feuilles :"
                        " Identification, Synthèse, Objectifs et critères, Jalons 1.1, Couverture par"
                        " profession, MIE, Comptes, Qualité, Plan d’action, Définitions, Contrôles."
                    ),
                ),
                (
                    "Population",
                    (
                        "Utilisateurs du dossier patient informatisé (DPI) : "
                        "personnes ayant un compte nominatif actif à la date des données."
                    ),
                ),
                ("Contact", contact),
                (
                    "Fichier jumeau",
                    (
                        "Les mêmes nombres, pour une machine, dans l’archive .zip du même nom : c’est elle"
                        " que le GRADeS réunit."
                    ),
                ),
            ],
        ),
        (
            "Texte officiel et mesure",
            [
                *[
                    (
                        f"Objectif {jalon['objectif']}, {jalon['annee']} : texte officiel",
                        str(jalon["libelle_officiel"]),
                    )
                    for jalon in donnees.jalons
                ],
                *[
                    (
                        f"Mesure {jalon['annee']} (version {jalon['version_definition']})",
                        str(jalon["definition"]),
                    )
                    for jalon in donnees.jalons
                ],
                (
                    "À savoir",
                    (
                        "Aucun numérateur ni seuil officiel n’est publié à ce jour : "
                        "ces définitions sont celles de l’établissement, elles sont datées et versionnées."
                    ),
                ),
            ],
        ),
        ("États du numéro RPPS", [(etat.mot.capitalize(), etat.definition) for etat in STATUTS.values()]),
        (
            "Petits effectifs",
            [
                (
                    "Règle",
                    (
                        f"Un effectif de 1 à {seuil - 1} (« < {seuil} ») est remplacé par « n. c. » (non"
                        " communiqué), ainsi que les effectifs qui permettraient de le déduire par"
                        " différence, dans toutes les feuilles : les tableaux qui parlent des mêmes"
                        " personnes sont protégés ensemble. Ce que les sommes imprimées laissent deviner"
                        f" d’un petit effectif va au moins jusqu’à {seuil}. Un effectif masqué au classeur"
                        " précédent le reste tant qu’il a peu bougé."
                    ),
                ),
                (
                    "Textes saisis",
                    (
                        "Un titre ou une référence écrits par une personne ne sont imprimés que si tous leurs"
                        " mots sont du vocabulaire du projet, ou des sigles de trois lettres au plus à côté"
                        " d’un chiffre ; sinon : « texte retenu ». Motifs et auteurs ne sortent jamais."
                    ),
                ),
                (
                    "Exception",
                    "Les scores des jalons portent sur l’ensemble du groupement et sont toujours donnés.",
                ),
            ],
        ),
    ]
