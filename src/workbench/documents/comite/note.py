"""The board's note: one A4 page, the same figures as the slides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from workbench.documents.comite.copil import dire_noms, titre
from workbench.documents.comite.donnees import DonneesComite, Suivi
from workbench.documents.comite.mesures import NON_OFFICIEL, sens
from workbench.documents.comite.meteo import risks_said
from workbench.documents.comite.populations import TITRE, Marks, of_objective
from workbench.documents.comite.rpps import UTILISATEURS
from workbench.documents.comite.salle import step_said
from workbench.documents.comite.seances import le_ou_les, said
from workbench.looks.etats import BLEU, ENCRE, GRIS, JALONS
from workbench.looks.formats import accord, jour, jour_court, nombre, pourcent
from workbench.office.diapo import joindre, typo
from workbench.office.mesure import phrases, serrer, tenir
from workbench.office.paquet import octets
from workbench.office.police import a4, one_font, whole_rows
from workbench.office.tableau_diapo import Cellule
from workbench.pilotage.objectifs import perspectives
from workbench.socle.typographie import insecables

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARGE, LARGEUR = 42, 511  # points: A4 is 595 × 842
CORPS, PETIT, POLICE = 10, 9, "Calibri"
DECISIONS, RISQUES, ETAPES = 4, 2, 2  # what a page holds
LIGNES, SERREES = 3, 2  # lines of a decision; of one of four, of a risk, of a step


def contenu(donnees: DonneesComite) -> bytes:
    """The note's bytes; the same figures give the same bytes. Every text is cut to the lines the page has for
    it.
    """
    document = Document()
    _page(document)
    _entete(document, donnees)
    _section(document, "L’essentiel")
    for rang, phrase in enumerate(essentiel(donnees)):
        tenues = phrases(phrase, LARGEUR, CORPS, LIGNES if rang else SERREES)
        _paragraphe(document, tenues, CORPS)
    reperes = Marks(donnees.effectifs)
    _tableau(
        document,
        ["Objectif", "Score", "État", "À l’échéance", "Échéance", TITRE],
        [_objectif(objectif, reperes) for objectif in donnees.objectifs],
        [178, 46, 76, 110, 70, 31],
    )
    _section(document, f"Depuis {le_ou_les(donnees.depuis)}" if donnees.depuis else "Première mesure")
    _tableau(
        document,
        [
            "Ce que nous suivons",
            f"Au {jour_court(donnees.depuis_le)}" if donnees.depuis_le else "Avant",
            f"Au {jour_court(donnees.le)}",
            "Évolution",
            TITRE,
        ],
        [_suivi(suivi, reperes) for suivi in donnees.suivis],
        [228, 76, 76, 96, 35],
    )
    _paragraphe(document, reperes.legend(), PETIT, GRIS, avant=2)
    _listes(document, donnees)
    _pied(document, donnees)
    return octets(document, donnees.le, titre(donnees), f"Données du {jour(donnees.le)}")


PRESENTS = ("utilisateur présent du dossier patient", "utilisateurs présents du dossier patient")


def essentiel(donnees: DonneesComite) -> list[str]:
    """Three sentences: objectives, national numbers, means and accounts."""
    total, mie = donnees.total, donnees.mie
    phrases = [perspectives.bilan(donnees.objectifs)]
    if total["requis"]:
        phrases.append(
            f"{accord(total['confirme'], *UTILISATEURS)} sur {nombre(total['requis'])} à enregistrer"
            f" {'ont' if total['confirme'] > 1 else 'a'} un numéro RPPS confirmé"
            f" ({pourcent(total['confirme'] / total['requis'])})."
        )
    if mie["besoin"]:
        ouverts = sum(ligne["nombre"] for ligne in donnees.comptes if ligne["probleme"] == "partant_ouvert")
        phrases.append(
            f"{accord(mie['remis'], *PRESENTS)} sur {nombre(mie['besoin'])}"
            f" {'tiennent' if mie['remis'] > 1 else 'tient'} un moyen d’identification,"
            f" {donnees.mie_dite} ; {accord(ouverts, 'compte reste ouvert', 'comptes restent ouverts')}"
            " au-delà du délai fixé après un départ."
        )
    return phrases


def sans_decision(donnees: DonneesComite) -> str:
    """Where the measured objectives would end at today's pace; "" when nothing can be foreseen."""
    mesures = [o for o in donnees.objectifs if o.etat != "non_mesurable"]
    vus = [(o, perspectives.courte(o)) for o in mesures if o.objectif == "1.1"]
    dits = [f"{o.objectif} ({o.annee}) {dit}" for o, dit in vus if any(c.isdigit() for c in dit)]
    if not dits or not donnees.decisions:
        return ""
    return f"Si rien n’est décidé, au rythme d’aujourd’hui, à l’échéance : {' ; '.join(dits)}."


def tranchees(donnees: DonneesComite) -> str:
    """The last answers given to what was asked, in a sentence; "" when there is none."""
    dites = [
        f"{ligne['titre'].rstrip('.')} ({ligne['etat'].lower()}"
        + (f" le {jour_court(ligne['echeance'])})" if ligne["echeance"] else ")")
        for ligne in donnees.salle.suites
        if ligne["nature"] == "décision"
    ]
    return f"Dernières décisions : {' ; '.join(dites)}." if dites else ""


def _suivi(suivi: Suivi, reperes: Marks) -> list[Cellule]:
    return [
        Cellule(suivi.libelle),
        Cellule(suivi.dire(suivi.avant), GRIS),
        Cellule(suivi.dire(suivi.valeur)),
        sens(suivi),
        Cellule(reperes.of(suivi.code), GRIS),
    ]


def _objectif(objectif: Any, reperes: Marks) -> list[Cellule]:
    etat = JALONS[objectif.etat]
    return [
        Cellule(f"{objectif.objectif} · {objectif.annee} · {objectif.titre}"),
        Cellule(objectif.score_dit(), gras=True),
        Cellule(etat.libelle, etat.couleur, True),
        Cellule(perspectives.courte(objectif)),
        Cellule(jour_court(objectif.echeance)),
        Cellule(reperes.letter(of_objective(objectif, reperes.effectifs)), GRIS),
    ]


def _listes(document: Any, donnees: DonneesComite) -> None:
    """Decisions, then risks and steps when the project room holds some."""
    _section(document, "Décisions demandées")
    maximum = SERREES if len(donnees.decisions) >= DECISIONS else LIGNES
    for rang, decision in enumerate(donnees.decisions[:DECISIONS], 1):
        suite = f" : {decision['texte']}" if decision["texte"] else "."
        texte = f"{rang}. {decision['titre'].rstrip('.')}{suite} Qui : {decision['responsable']}."
        _paragraphe(document, phrases(typo(texte), LARGEUR, CORPS, maximum), CORPS)
    if sans := sans_decision(donnees):
        _paragraphe(document, phrases(sans, LARGEUR, CORPS, SERREES), CORPS)
    if not donnees.decisions:
        _paragraphe(document, "Aucune à la date de ces données.", CORPS)
    if deja := tranchees(donnees):
        _paragraphe(document, phrases(typo(deja), LARGEUR, CORPS, SERREES), CORPS)
    if donnees.salle.risques:
        _section(document, "Risques")
        _paragraphe(document, phrases(risks_said(donnees), LARGEUR, CORPS, SERREES), CORPS)
        for risque in donnees.salle.risques[:RISQUES]:
            reponse = f" Réponse : {risque['reponse']}" if risque["reponse"] else ""
            proposed = ", proposé par l’outil" if risque.get("propose") else ""
            texte = f"{risque['criticite']} sur 16{proposed} · {risque['titre']}.{reponse}"
            _paragraphe(document, phrases(typo(texte), LARGEUR, CORPS, SERREES), CORPS)
    _section(document, f"Prochaines étapes au {jour(donnees.plan_vu_le)}")
    for texte in _etapes(donnees)[:ETAPES]:
        _paragraphe(document, phrases(typo(texte), LARGEUR, CORPS, SERREES), CORPS)


def _etapes(donnees: DonneesComite) -> list[str]:
    if donnees.salle.etapes:
        return [
            f"{jour_court(etape['echeance'])}{' (en retard)' if etape['etat'] == 'en_retard' else ''} ·"
            f" {step_said(etape)}" + (f" · {etape['responsable']}" if etape["responsable"] else "")
            for etape in donnees.salle.etapes
        ]
    return [
        f"{objectif.objectif} ({objectif.annee}) · {critere.action}"
        for objectif, critere, _ in donnees.gestes
    ]


def _page(document: Any) -> None:
    """A4, even margins, our font in French everywhere."""
    a4(document, MARGE, CORPS)
    page = document.sections[0]
    page.top_margin, page.bottom_margin, page.footer_distance = Pt(26), Pt(36), Pt(14)
    style = document.styles["Normal"]
    style.font.color.rgb = _rgb(ENCRE)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(2), 1.0
    one_font(document)


def _entete(document: Any, donnees: DonneesComite) -> None:
    _paragraphe(document, "HospiConnect : note au comité de direction", 16, BLEU, True, apres=0)
    dits = filter(None, (said(donnees.comite), f"données du {jour(donnees.le)}"))
    texte = joindre(donnees.etablissement, "".join(f" · {dit}" for dit in dits), LARGEUR, CORPS)
    _paragraphe(document, texte, CORPS, GRIS, apres=4)


def _section(document: Any, texte: str) -> None:
    paragraphe = _paragraphe(document, texte, 12, BLEU, True, avant=4, apres=1)
    paragraphe.paragraph_format.keep_with_next = True


def _paragraphe(
    document: Any,
    texte: str,
    corps: float,
    couleur: str = ENCRE,
    gras: bool = False,
    avant: float = 0,
    apres: float = 2,
) -> Any:
    paragraphe = document.add_paragraph()
    paragraphe.paragraph_format.space_before, paragraphe.paragraph_format.space_after = Pt(avant), Pt(apres)
    _trait(paragraphe, insecables(typo(texte)), corps, couleur, gras)
    return paragraphe


def _trait(paragraphe: Any, texte: str, corps: float, couleur: str, gras: bool) -> None:
    trait = paragraphe.add_run(texte)
    trait.font.size, trait.font.bold, trait.font.color.rgb = Pt(corps), gras, _rgb(couleur)


def _tableau(
    document: Any, entetes: Sequence[str], rangs: Sequence[Sequence[Cellule]], largeurs: Sequence[float]
) -> None:
    """A plain table of fixed widths; two lines a row at most, texts shortened to them."""
    tableau = document.add_table(rows=1 + len(rangs), cols=len(entetes))
    tableau.alignment, tableau.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for colonne, largeur in enumerate(largeurs):
        tableau.columns[colonne].width = Pt(largeur)
    lignes = [[Cellule(mot, "#FFFFFF", True) for mot in entetes], *rangs]
    for numero, rang in enumerate(lignes):
        for colonne, (cellule, largeur) in enumerate(zip(rang, largeurs, strict=True)):
            case = tableau.cell(numero, colonne)
            case.width = Pt(largeur)
            paragraphe = case.paragraphs[0]
            paragraphe.paragraph_format.space_after = Pt(1)
            paragraphe.paragraph_format.space_before = Pt(1)
            if colonne:
                paragraphe.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            texte = _dit(cellule, largeur - 11)
            _trait(paragraphe, texte, PETIT, cellule.couleur, cellule.gras)
            fond = BLEU if numero == 0 else "#F2F5F9" if numero % 2 == 0 else "#FFFFFF"
            case._tc.get_or_add_tcPr().append(
                parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fond[1:]}"/>')
            )
    whole_rows(tableau)


def _dit(cellule: Cellule, place: float) -> str:
    """The cell's text on two lines; on three when two would cut it."""
    dit = serrer(typo(cellule.texte))
    garde = phrases(dit, place, PETIT, 2, cellule.gras)
    return garde if garde == dit else phrases(dit, place, PETIT, 3, cellule.gras)


def _pied(document: Any, donnees: DonneesComite) -> None:
    paragraphe = document.sections[0].footer.paragraphs[0]
    texte = f"{NON_OFFICIEL} {dire_noms(donnees)} Exécution {donnees.reference}."
    _trait(paragraphe, tenir(texte, LARGEUR, 8, 2), 8, GRIS, False)


def _rgb(couleur: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(couleur.lstrip("#")))


def nom_fichier(donnees: DonneesComite) -> str:
    """`note_codir_<date>.docx`, or with the committee's id."""
    suite = f"_{donnees.comite['id']}" if donnees.comite else ""
    return f"note_codir_{donnees.le.isoformat()}{suite}.docx"
