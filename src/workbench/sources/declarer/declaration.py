"""Writing a proposed source into `workbench.toml`: tried first, comments kept, nothing written that cannot
run.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import FICHIER, Settings, validate_settings
from workbench.sources.declarer.natures import RETOURNEE
from workbench.sources.declarer.proposition import Colonne, Proposition, samples
from workbench.sources.declarer.titres import libelle
from workbench.sources.livraisons import read_alone, shared_files


def refuse_unsure(proposition: Proposition) -> None:
    """Nobody is there to answer: what is required, a key, a name, whether an account is open must be sure.

    Raises:
        ErreurWorkbench: the nature or such a column is not sure, or a value of « compte actif » is unknown;
        the
        message says which, and how to answer.
    """
    doubts = [*_required(proposition), *_essential(proposition)]
    if not proposition.nature_sure:
        also = " ".join(dict.fromkeys(answer for _, answer in doubts))
        raise ErreurWorkbench(
            "Nature à confirmer : rien n'a été écrit",
            f"{proposition.fichier.name} ressemble à « {proposition.nature} », sans certitude."
            + (f" {_never_read(proposition)}" if proposition.nir else ""),
            f"Relancez sans --oui pour répondre, ou ajoutez --nature {proposition.nature} (ou une autre)"
            + (f", et pour cette nature : {also}" if also else "."),
        )
    if doubts:
        rest = ", ".join(f"« {title} »" for title in proposition.ignorees)
        lines = [line for line, _ in doubts] + ([f"Autres colonnes du fichier : {rest}."] if rest else [])
        lines += [_never_read(proposition)] if proposition.nir else []
        answers = " ".join(dict.fromkeys(answer for _, answer in doubts))
        raise ErreurWorkbench(
            "Colonnes obligatoires à confirmer : rien n'a été écrit",
            "\n".join(lines),
            f"Relancez sans --oui pour répondre, ou ajoutez : {answers}",
        )
    if unknown := proposition.valeurs_inconnues().get(RETOURNEE):
        raise ErreurWorkbench(
            "Valeurs à expliquer : rien n'a été écrit",
            f"« {libelle(RETOURNEE)} » : que veut dire {', '.join(f'« {text} »' for text in unknown)} ? Un"
            " compte"
            " dont on ne sait pas s'il est ouvert serait compté comme ouvert.",
            "Relancez sans --oui pour répondre, ou ajoutez : "
            + " ".join(f'--valeur "{RETOURNEE}:{text}=non"' for text in unknown)
            + " (oui : compte ouvert).",
        )


def _never_read(proposition: Proposition) -> str:
    names = ", ".join(f"« {name} »" for name in proposition.nir)
    return (
        f"{names} a la forme d'un numéro de sécurité sociale : jamais lue. Si le logiciel s'en sert de"
        " matricule, demandez un export qui porte un autre numéro d'agent."
    )


def _required(proposition: Proposition) -> list[tuple[str, str]]:
    """What the nature demands and no sure column gives: the sentence, the answer to add."""
    doubts = []
    for name in proposition.bloquantes:
        parts = name.split(" ou ")
        seen = [one for one in proposition.douteuses if one.canonique in parts]
        doubts += [_doubt(one) for one in seen]
        if not seen:
            told = f"« {name} » ({libelle(name)}) : aucune colonne reconnue."
            doubts.append((told, f'--colonne {parts[0]}="TITRE"'))
    return doubts


def _essential(proposition: Proposition) -> list[tuple[str, str]]:
    """What is never left to a doubt and is not demanded: a doubtful column, or one that may say it."""
    demanded = {part for name in proposition.bloquantes for part in name.split(" ou ")}
    doubts = []
    for need, names, seen in proposition.incertaines:
        if demanded & set(names) or set(names) <= proposition.refusees:
            continue
        doubts += [_doubt(one) for one in seen]
        if need == RETOURNEE and not seen:
            titles = proposition.etats_possibles()
            doubts += [
                (
                    f"« {need} » ({libelle(need)}) : aucune colonne reconnue ; est-ce « {title} »"
                    f" ({', '.join(samples(proposition.profils[title]))}) ? Sans réponse, tous les comptes"
                    " seraient comptés comme ouverts.",
                    f'--colonne {need}="{titles[0]}" (ou --colonne {need}= si aucune)',
                )
                for title in titles
            ]
    return doubts


def _doubt(one: Colonne) -> tuple[str, str]:
    return (
        f"« {one.canonique} » ({one.libelle}) : peut-être la colonne « {one.titre} » ({one.raison}),"
        " exemples :"
        f" {', '.join(one.exemples) or 'aucun'}.",
        f'--colonne {one.canonique}="{one.titre}"',
    )


def write_source(home: Path, proposition: Proposition, code: str | None = None) -> None:
    """Append the source to `workbench.toml`, comments kept; the file is created when there is none.

    Raises:
        ErreurWorkbench: a source of that code exists already, a required column lacks, the file cannot be
        read with what
            is proposed, or the settings would be wrong: nothing is written.
    """
    path = home / FICHIER
    document = tomlkit.parse(path.read_text("utf-8-sig")) if path.exists() else new_settings()
    sources = document.setdefault("sources", tomlkit.aot())
    chosen = code or proposition.code
    if any(source.get("code") == chosen for source in sources):
        raise ErreurWorkbench(
            "Source déjà déclarée",
            f"workbench.toml contient déjà « {chosen} ».",
            "Donnez un autre nom : --code NOM.",
        )
    name = proposition.fichier.name.lower()
    for source in sources:
        if fnmatch.fnmatch(name, str(source.get("fichier", "")).lower()):
            raise ErreurWorkbench(
                "Fichier déjà déclaré",
                f"La source « {source.get('code')} » prend déjà {proposition.fichier.name} (fichier ="
                f' "{source.get("fichier")}").',
                "Corrigez cette source dans workbench.toml, ou retirez-la avant de recommencer.",
            )
    refuse_missing(proposition)
    assert isinstance(sources, AoT)
    settings = _with_source(home, document, sources, proposition.reglage(chosen))
    if shared_files(settings, settings.sources[-1]):  # a year, a day: figures follow, no other word
        sources.pop()
        proposition.motif = proposition.motif.replace("*", "[0-9]*", 1)
        settings = _with_source(home, document, sources, proposition.reglage(chosen))
    _refuse_what_cannot_run(settings, proposition)
    write_settings(path, document)


def forget_source(home: Path, code: str) -> None:
    """Take a source out of `workbench.toml`, the rest and its comments kept: it may be declared again."""
    path = home / FICHIER
    document = tomlkit.parse(path.read_text("utf-8-sig"))
    sources = document.get("sources", [])
    for rank in [rank for rank, source in enumerate(sources) if source.get("code") == code]:
        del sources[rank]
    if not sources:
        document.pop("sources", None)
    validate_settings(tomlkit.parse(tomlkit.dumps(document)).unwrap(), home)
    write_settings(path, document)


def write_settings(path: Path, document: tomlkit.TOMLDocument) -> None:
    """Write `workbench.toml` whole: a page that reads meanwhile never sees half of it."""
    temporary = path.with_name(f".{path.name}.partiel")
    temporary.write_text(tomlkit.dumps(document), "utf-8")
    temporary.replace(path)


def _with_source(
    home: Path, document: tomlkit.TOMLDocument, sources: AoT, reglage: dict[str, Any]
) -> Settings:
    """The settings with one more source; nothing is written.

    Raises:
        ConfigurationInvalide: they would be wrong.
    """
    table = tomlkit.table()
    table.update(reglage)
    sources.append(table)
    return validate_settings(tomlkit.parse(tomlkit.dumps(document)).unwrap(), home)


def _refuse_what_cannot_run(settings: Settings, proposition: Proposition) -> None:
    """The last source is read as a run would, and takes nobody else's file.

    Raises:
        ErreurWorkbench: it could not run so.
    """
    source = settings.sources[-1]
    if shared := shared_files(settings, source):
        file, other = shared[0]
        raise ErreurWorkbench(
            "Fichiers pris par deux sources : rien n'a été écrit",
            f"« {source.fichier} » prendrait aussi {file}, qui est de la source « {other} ».",
            "Renommez le fichier reçu pour qu'il se distingue de l'autre, puis recommencez.",
        )
    read_alone(source, proposition.fichier, delivered_on(proposition.fichier), settings.limites)


def delivered_on(path: Path) -> dt.date:
    """The delivery a file stands in, today when it is elsewhere."""
    try:
        return dt.date.fromisoformat(path.resolve().parent.name)
    except ValueError:
        return dt.date.today()


def refuse_missing(proposition: Proposition) -> None:
    """Raises ErreurWorkbench when a required column has no title."""
    if lost := proposition.manquantes:
        raise ErreurWorkbench(
            "Colonne obligatoire sans réponse : rien n'a été écrit",
            "\n".join(
                [f"« {name} » ({libelle(name)})" for name in lost]
                + ([_never_read(proposition)] if proposition.nir else [])
            ),
            f'Dites laquelle : --colonne {lost[0].split(" ou ")[0]}="TITRE DE LA COLONNE", ou redemandez le'
            " fichier avec elle.",
        )


def new_settings() -> tomlkit.TOMLDocument:
    """The settings of a home that has none."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment(
            "Réglages de l'établissement ; à compléter : nom, entités juridiques et leurs FINESS."
        )
    )
    document["version"] = 1
    establishment = tomlkit.table()
    establishment["nom"] = "Établissement à nommer"
    document["etablissement"] = establishment
    return document
