"""One reader of the workbooks that come back, driven by a contract: typed rows and located faults, whatever
people did to the file.

Columns are found by their titles wherever they are, sheets by their title, else by their columns. Vertical
merges of one answer
are unmerged, any other merge of a column that is read is refused; a broken cell, a formula without value, a
line beyond the
limit is a fault, never a value lost. Hidden lines are read like the others, and counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from workbench.exchange import grille as grilles
from workbench.exchange.contrat import Colonne, Contrat, Feuille
from workbench.exchange.grille import Fusion, Grille
from workbench.exchange.plan import ClasseurIllisible, Faute
from workbench.looks.formats import nombre
from workbench.office.feuille import deproteger
from workbench.socle.champs import cle


@dataclass(frozen=True)
class Ligne:
    """A line read: `valeurs` holds every column of the contract that the sheet has, None when empty; `lieux`:
    how each is told.
    """

    feuille: str
    titre: str
    numero: int
    valeurs: Mapping[str, Any]
    lieux: Mapping[str, str]

    @property
    def lieu(self) -> tuple[str, int]:
        """Sheet and line."""
        return self.titre, self.numero

    def faute(self, code: str, motif: str) -> Faute:
        """A fault of one of its columns."""
        return Faute(
            self.titre, self.numero, self.lieux.get(code, next(iter(self.lieux.values()), "A")), motif
        )


@dataclass
class Lecture:
    """What a file says. `ignorees`: titles nobody reads; `masquees`: hidden lines that were read too."""

    empreinte: str
    lignes: list[Ligne] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)
    masquees: int = 0


def lire(contenu: bytes, contrat: Contrat) -> Lecture:
    """Read a workbook.

    Raises:
        ClasseurIllisible: not a workbook, too big, or no sheet of it is the contract's; what to do is said.
    """
    return lire_grilles(grilles.ouvrir(contenu, contrat), contrat, hashlib.sha256(contenu).hexdigest()[:12])


def lire_grilles(sheets: Sequence[Grille], contrat: Contrat, empreinte: str) -> Lecture:
    """The same of sheets already opened."""
    plan = Lecture(empreinte)
    ours = [(spec, sheet) for sheet in sheets for spec in [_spec(sheet, contrat)] if spec is not None]
    if not ours:
        raise _aucune(sheets, contrat)
    missing: list[str] = []
    readable = 0
    for spec, sheet in ours:
        header, columns = titres(sheet, spec, contrat)
        absent = [item.titre for item in spec.exigees if item.code not in columns]
        _autres(sheet, header, columns, spec, contrat, plan)
        if absent:
            missing.append(f"feuille « {sheet.titre} » : il manque {', '.join(absent)}")
            place = get_column_letter(1) if contrat.reperes == "lettre" else absent[0]
            plan.fautes.append(Faute(sheet.titre, header, place, f"la colonne {', '.join(absent)} manque"))
            continue
        readable += 1
        _lignes(sheet, header, columns, spec, contrat, plan)
    if not readable:
        raise ClasseurIllisible(
            "Colonnes introuvables",
            " ; ".join(missing) + ".",
            f"{contrat.rien} Remettez les titres d’origine, ou repartez {contrat.origine}.",
        )
    return plan


def _spec(sheet: Grille, contrat: Contrat) -> Feuille | None:
    """The sheet of the contract that this one is: by its title, else by its columns."""
    named = next(
        (spec for spec in contrat.feuilles if spec.titre and cle(spec.titre) == cle(sheet.titre)), None
    )
    if named is not None or not contrat.par_colonnes:
        return named
    for spec in contrat.feuilles:
        if not spec.titre and not spec.exigees:
            return spec
        _, columns = titres(sheet, spec, contrat)
        if spec.exigees and all(item.code in columns for item in spec.exigees):
            return spec
    return None


def _aucune(sheets: Sequence[Grille], contrat: Contrat) -> ClasseurIllisible:
    found = ", ".join(sheet.titre for sheet in sheets) or "aucune"
    titles = [spec.titre for spec in contrat.feuilles if spec.titre]
    if titles:
        told = (
            f"Feuille{'s' if len(titles) > 1 else ''} attendue{'s' if len(titles) > 1 else ''} :"
            f" {', '.join(titles)} ; trouvées : {found}."
        )
        title = f"Ce n’est pas {contrat.nom[:1].lower()}{contrat.nom[1:]}"
    else:
        wanted = " et ".join(item.titre for spec in contrat.feuilles for item in spec.exigees)
        title, told = (
            "Colonnes introuvables",
            f"Aucune feuille n’a, dans ses {contrat.titres_dans} premières lignes, les colonnes {wanted}.",
        )
    return ClasseurIllisible(title, told, f"{contrat.rien} Repartez {contrat.origine}.")


def titres(sheet: Grille, spec: Feuille, contrat: Contrat) -> tuple[int, dict[str, int]]:
    """The line of the titles and the column of each field: the first line that has all that is required, else
    the best one.
    """
    best: tuple[int, dict[str, int]] = (1, {})
    for number, cells in sheet.rangs.items():
        if number > contrat.titres_dans:
            break
        columns = _colonnes(cells, spec)
        if spec.exigees and all(item.code in columns for item in spec.exigees):
            return number, columns
        if len(columns) > len(best[1]):
            best = number, columns
    return best


def _colonnes(cells: Mapping[int, Any], spec: Feuille) -> dict[str, int]:
    titles = {
        cle(str(value)): column for column, value in sorted(cells.items(), reverse=True) if value is not None
    }
    columns: dict[str, int] = {}
    for item in spec.colonnes:
        column = next((titles[title] for title in item.titres if title in titles), None)
        if column is not None and column not in columns.values():
            columns[item.code] = column
    return columns


def _lieu(contrat: Contrat, item: Colonne, column: int, entete: Mapping[int, Any]) -> str:
    """How people are told of a column."""
    if contrat.reperes == "titre":
        return item.titre
    return str(entete.get(column, "")).strip() if contrat.reperes == "entete" else get_column_letter(column)


def _autres(
    sheet: Grille, header: int, columns: Mapping[str, int], spec: Feuille, contrat: Contrat, plan: Lecture
) -> None:
    """Columns that nobody asked for, and titles that stand twice."""
    read = {title: item for item in spec.colonnes for title in item.titres}
    used = set(columns.values())
    for column, value in sorted(sheet.rangs.get(header, {}).items()):
        if column in used or value is None:
            continue
        text = str(value).strip()
        item = read.get(cle(text))
        if item is not None and cle(text) in {cle(str(sheet.rangs[header][rank])) for rank in used}:
            place = _lieu(contrat, item, column, sheet.rangs[header])
            plan.fautes.append(Faute(sheet.titre, header, place, f"« {text} » est en double"))
        elif contrat.inconnues == "refusees":
            known = ", ".join(item.titre for item in spec.colonnes)
            motif = f"colonne inconnue « {text} » (attendues : {known})"
            plan.fautes.append(Faute(sheet.titre, header, get_column_letter(column), motif))
        else:
            plan.ignorees.append(text)


def _lignes(
    sheet: Grille, header: int, columns: Mapping[str, int], spec: Feuille, contrat: Contrat, plan: Lecture
) -> None:
    items = {code: spec.colonne(code) for code in columns}
    by_column = {column: items[code] for code, column in columns.items()}
    lieux = {code: _lieu(contrat, item, columns[code], sheet.rangs[header]) for code, item in items.items()}
    last = header + contrat.lignes_max
    filled = [n for n, cells in sheet.rangs.items() if n > header and not by_column.keys().isdisjoint(cells)]
    beyond = next((number for number in filled if number > last), None)
    if beyond is not None:
        motif = (
            f"La feuille dépasse {nombre(contrat.lignes_max)} lignes : ce qui suit ne serait pas lu. "
            "Supprimez les lignes vides, ou découpez-la."
        )
        plan.fautes.append(Faute(sheet.titre, last + 1, next(iter(lieux.values())), motif))
    unmerged = _defusionner(sheet, header, by_column, contrat, plan)
    for number in filled:
        if number > last:
            break
        cells = {**sheet.rangs[number], **unmerged.get(number, {})}
        plan.masquees += number in sheet.masques
        before = len(plan.fautes)
        values = {}
        for code, column in columns.items():
            try:
                values[code] = _valeur(sheet, number, column, cells.get(column), items[code], contrat)
            except ValueError as error:
                head = (
                    f"{items[code].inconnu or items[code].titre} : "
                    if contrat.reperes == "lettre" or items[code].inconnu
                    else ""
                )
                plan.fautes.append(Faute(sheet.titre, number, lieux[code], f"{head}{error}"))
        if len(plan.fautes) == before:
            plan.lignes.append(Ligne(spec.code, sheet.titre, number, values, lieux))


def _valeur(sheet: Grille, row: int, column: int, raw: Any, item: Colonne, contrat: Contrat) -> Any:
    if (row, column) in sheet.erreurs:
        raise ValueError(
            f"la case porte l’erreur Excel {sheet.erreurs[row, column]} : corrigez la formule, ou écrivez la"
            " valeur"
        )
    if (row, column) in sheet.formules:
        if contrat.formules == "refusees":
            raise ValueError("la case contient une formule : copiez-la, puis collez la valeur seule")
        if raw is None:
            raise ValueError(
                "la case contient une formule qui n’a jamais été calculée : ouvrez le classeur dans Excel,"
                " enregistrez-le"
            )
    value = item.champ.lire(deproteger(raw), sheet.epoque)
    if value is None and item.champ.obligatoire:
        raise ValueError("à remplir")
    return value


def _defusionner(
    sheet: Grille, header: int, by_column: Mapping[int, Colonne], contrat: Contrat, plan: Lecture
) -> dict[int, dict[int, Any]]:
    """Row → column → the value of a vertical merge, on each of its lines; any other merge of a column we read
    is a fault.
    """
    values: dict[int, dict[int, Any]] = {}
    for fusion in sorted(sheet.fusions, key=lambda merged: (merged.haut, merged.gauche)):
        touched = [item for column, item in by_column.items() if fusion.gauche <= column <= fusion.droite]
        if not touched or (fusion.bas <= header and fusion.gauche == fusion.droite) or fusion.bas < header:
            continue
        reason = _refus(fusion, header, touched)
        if reason:
            place = _lieu(contrat, touched[0], fusion.gauche, sheet.rangs[header])
            plan.fautes.append(
                Faute(sheet.titre, fusion.haut, place, f"cellules fusionnées ({_plage(fusion)}) : {reason}")
            )
            continue
        value = sheet.rangs.get(fusion.haut, {}).get(fusion.gauche)
        for row in range(fusion.haut, min(fusion.bas, header + contrat.lignes_max) + 1):
            values.setdefault(row, {})[fusion.gauche] = value
    return values


def _refus(fusion: Fusion, header: int, touched: Sequence[Colonne]) -> str:
    if fusion.gauche != fusion.droite:
        return "plusieurs colonnes en une, on ne sait plus ce qui est dit où ; annulez la fusion"
    if fusion.haut <= header:
        return "le titre et des lignes en une ; annulez la fusion"
    if touched[0].cle:
        return "cette colonne désigne la ligne, elle ne se fusionne pas ; repartez du classeur envoyé"
    return ""


def _plage(fusion: Fusion) -> str:
    return f"{get_column_letter(fusion.gauche)}{fusion.haut}:{get_column_letter(fusion.droite)}{fusion.bas}"
