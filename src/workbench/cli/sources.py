"""`workbench source`: declare the files received; what is unsure is asked, one question at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from workbench.access import workstation_account
from workbench.cli.console import commande, console, read_day
from workbench.cli.options import ICI, Home, Jour
from workbench.cli.usage import Groupe
from workbench.decisions import Registre
from workbench.decisions.saisie import composer
from workbench.looks.formats import accord, jour
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import DPI, Source, load_settings, roles
from workbench.sources import delivery_dates, denombrement
from workbench.sources.declarer import detection
from workbench.sources.declarer.natures import RETOURNEE, columns_of
from workbench.sources.declarer.proposition import Proposition, values_of
from workbench.sources.declarer.questions import (
    VALEURS_DEMANDEES,
    Question,
    answer,
    ask_columns,
    ask_nature,
    ask_values,
    ask_whole_list,
)
from workbench.sources.declarer.titres import libelle
from workbench.sources.livraisons import matching_files

app = typer.Typer(cls=Groupe, help="Déclarer les fichiers reçus.", no_args_is_help=True)


@app.command("add")
@commande
def source_add(
    fichier: Annotated[Path, typer.Argument(help="Fichier reçu.")],
    home: Annotated[
        Path,
        typer.Option("--home", help="Dossier qui contient workbench.toml et data/.", show_default="ici"),
    ] = Path(),
    nature: Annotated[
        str | None, typer.Option(help="Nature, si la supposition est fausse : sirh, annuaire…")
    ] = None,
    code: Annotated[str | None, typer.Option(help="Code de la source, par exemple sirh_cha.")] = None,
    role: Annotated[
        str | None, typer.Option(help="Ce qu'est l'application : dpi, gam, laboratoire, imagerie…")
    ] = None,
    etablissement: Annotated[
        str | None, typer.Option(help="Code de l'établissement, s'il n'y en a qu'un.")
    ] = None,
    type_contrat: Annotated[
        str | None, typer.Option("--type-contrat", help="Type de contrat de toute la liste : interim, stage…")
    ] = None,
    colonne: Annotated[
        list[str] | None,
        typer.Option("--colonne", help='Réponse : matricule="Matricule agent" (répétable ; vide : aucune).'),
    ] = None,
    valeur: Annotated[
        list[str] | None,
        typer.Option("--valeur", help='Ce que veut dire une valeur reçue : "actif:Clos=non" (répétable).'),
    ] = None,
    oui: Annotated[
        bool, typer.Option("--oui", help="Ne rien demander : seules les colonnes sûres sont gardées.")
    ] = False,
) -> None:
    """Deviner encodage, séparateur, nature et colonnes d'un fichier, demander ce qui est douteux, écrire
    workbench.toml.
    """
    given = _reponses(colonne or [])
    proposition = detection.propose(fichier, nature, given)
    proposition.etablissement = etablissement
    if role or type_contrat:
        proposition.role, proposition.type_contrat = (
            role or proposition.role,
            type_contrat or proposition.type_contrat,
        )
    if not oui and not proposition.nature_sure:
        chosen = _demander_nature(proposition)
        proposition = _reprendre(proposition, detection.propose(fichier, chosen, given))
    for name, text, meaning in _valeurs(valeur or []):
        proposition.repondre_valeur(name, text, meaning)
    console.print(proposition.tableau())
    if oui:
        _sans_demander(proposition)
    else:
        _demander(proposition, code)
    detection.write_source(home, proposition, code=code)
    console.print("[green]✓[/] Source ajoutée à workbench.toml. Suite : workbench check")
    _dire_ou_deposer(home, fichier)
    _dire_le_role(proposition)


@app.command("count")
@commande
def source_count(
    source: Annotated[str, typer.Argument(help="Code de la source.")],
    nombre: Annotated[int, typer.Argument(min=0, help="Nombre annoncé par qui a extrait le fichier.")],
    motif: Annotated[str, typer.Option(help="D'où vient ce nombre : inscrit au registre.")],
    home: Home = ICI,
    date: Jour = None,
    personnes: Annotated[
        bool, typer.Option("--personnes", help="Il compte des personnes ou des comptes, pas des lignes.")
    ] = False,
) -> None:
    """Inscrire combien de lignes (sans les titres) a extraites qui a envoyé le fichier : une livraison qui
    n'en tient pas autant arrête l'exécution.
    """
    settings = load_settings(home)
    codes = [one.code for one in settings.sources]
    if source not in codes:
        raise ErreurWorkbench(
            "Source inconnue", f"« {source} » n'est pas déclarée.", f"Sources : {', '.join(codes)}."
        )
    newest = read_day(date) or max(delivery_dates(settings), default=None)
    found = matching_files(settings, settings.source(source), newest) if newest else None
    if found is None:
        raise ErreurWorkbench(
            "Aucune livraison",
            f"Aucun fichier de la source « {source} » n'est dans les livraisons.",
            "Déposez-le d'abord dans data/raw/AAAA-MM-JJ/.",
        )
    counted = denombrement.PERSONNES if personnes else denombrement.LIGNES
    entry = composer(
        denombrement.GENRE,
        workstation_account(),
        {"nombre": nombre, "verdict": counted, "motif": motif},
        objet=denombrement.subject(source, found[0]),
        origine="commande",
    )
    Registre(home).enregistrer([entry], exclusif=False)
    console.print(
        f"[green]✓[/] Nombre attendu de « {escape(source)} » :"
        f" {accord(nombre, 'personne' if personnes else 'ligne')}, livraison du"
        f" {jour(found[0])}. Suite : workbench check",
        soft_wrap=True,
    )


def _dire_ou_deposer(home: Path, fichier: Path) -> None:
    if not fichier.resolve().is_relative_to((home / "data" / "raw").resolve()):
        console.print(
            f"  [yellow]![/] {escape(fichier.name)} n'est pas encore dans une livraison : déposez-le dans"
            " data/raw/AAAA-MM-JJ/ (la date de l'extraction).",
            soft_wrap=True,
        )


def _reponses(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if wrong := [text for text, (_, sign, _) in zip(given, pairs, strict=True) if not sign]:
        raise ErreurWorkbench(
            "Réponse illisible", f"--colonne {wrong[0]}", 'Écrivez --colonne donnée="Titre de la colonne".'
        )
    return {name.strip(): title.strip() for name, _, title in pairs}


def _valeurs(given: list[str]) -> list[tuple[str, str, str]]:
    out = []
    for text in given:
        name, colon, rest = text.partition(":")
        received, sign, meaning = rest.rpartition("=")
        if not colon or not sign:
            raise ErreurWorkbench(
                "Réponse illisible",
                f"--valeur {text}",
                'Écrivez --valeur "donnée:valeur reçue=ce qu\'elle veut dire".',
            )
        out.append((name.strip(), received.strip(), meaning.strip()))
    return out


def _reprendre(before: Proposition, after: Proposition) -> Proposition:
    """Another nature, the options kept."""
    after.etablissement, after.role = before.etablissement, before.role or after.role
    after.type_contrat = before.type_contrat or after.type_contrat
    return after


def _sans_demander(proposition: Proposition) -> None:
    """Keep what is sure, say what was left out."""
    detection.refuse_unsure(proposition)
    for what, value, option in (
        ("Type de contrat de toute la liste", proposition.type_contrat, "--type-contrat"),
        ("Rôle de l'application", proposition.role, "--role"),
    ):
        if value:
            console.print(f"  [yellow]![/] {what} : {value} (autre : {option} …)")
    for one in proposition.douteuses:
        console.print(
            f"  [yellow]![/] « {escape(one.titre)} » ({one.libelle}) n'est pas gardée : {escape(one.raison)}."
            f' Pour la garder : --colonne {one.canonique}="{escape(one.titre)}"',
            soft_wrap=True,
        )
    proposition.garder_les_sures()
    if RETOURNEE in columns_of(proposition.nature) and RETOURNEE not in {
        c.canonique for c in proposition.colonnes
    }:
        console.print(
            "  [yellow]![/] Aucune colonne ne dit si un compte est ouvert : tous seront comptés comme"
            f' ouverts. Si une colonne le dit : --colonne {RETOURNEE}="TITRE"',
            soft_wrap=True,
        )
    for name, texts in proposition.valeurs_inconnues().items():
        console.print(
            f"  [yellow]![/] {libelle(name)} : {accord(len(texts), 'valeur inconnue', 'valeurs inconnues')}"
            f" ({escape(', '.join(texts[:VALEURS_DEMANDEES]))}), à ranger dans \\[sources.valeurs.{name}] ;"
            f" possibles : {', '.join(values_of(name, proposition.nature))}.",
            soft_wrap=True,
        )


def _demander(proposition: Proposition, code: str | None) -> None:
    """Ask what is unsure, then whether to write."""
    for asked in (ask_columns, ask_whole_list, ask_values):
        for question in asked(proposition):
            answer(proposition, question, _poser(question))
    proposition.essayer(code) if not proposition.manquantes else None
    typer.confirm("Écrire cette source dans workbench.toml ?", abort=True)


def _poser(question: Question) -> str | None:
    """The value chosen, None for « none of these »."""
    values = list(question.choix)
    coded = question.genre in {"role", "nature"}
    shown = [f"{value} : {words}" if coded else words for value, words in question.choix.items()]
    default = values.index(question.propose) + 1 if question.propose in values else 0
    chosen = _choisir(question.texte, shown, default)
    return values[chosen - 1] if chosen else None


def _choisir(question: str, choices: list[str], default: int) -> int:
    """The number of a choice; 0 is « none »."""
    console.print(f"[bold]{escape(question)}[/]", soft_wrap=True)
    for rank, text in enumerate(choices, 1):
        console.print(f"  {rank}. {escape(text)}", soft_wrap=True)
    console.print("  0. aucune de celles-ci")
    answer: int = typer.prompt("Numéro (Entrée : la proposition)", default=default, type=int)
    if not 0 <= answer <= len(choices):
        console.print(f"  Répondez par un numéro de 0 à {len(choices)}.")
        return _choisir(question, choices, default)
    return answer


def _demander_nature(proposition: Proposition) -> str:
    chosen = _poser(ask_nature(proposition))
    if chosen is None:
        raise ErreurWorkbench(
            "Nature inconnue", "Aucune nature ne convient : rien n'a été écrit.", "Demandez à votre support."
        )
    return chosen


def _dire_le_role(proposition: Proposition) -> None:
    """An application nobody called a DPI is not counted by the milestones: said aloud."""
    told = Source.model_validate(proposition.reglage()).role_effectif
    if told is None or told == DPI:
        return
    console.print(
        f"  [yellow]![/] Application déclarée « {roles().get(told, {}).get('libelle', told)} » : ses comptes"
        ' ne comptent pas dans les objectifs du DPI. Si c\'est le dossier patient : role = "dpi" dans'
        " workbench.toml.",
        soft_wrap=True,
    )
