"""`python -m workbench.socle.tables > docs/tables.md`: the documentation page of every table."""

from __future__ import annotations

import sys

from workbench.socle.tables import ENTREE, Colonne, Table, tables

TETE = """# Tables

Page fabriquée par `python -m workbench.socle.tables > docs/tables.md` ; elle dit ce que disent
`src/workbench/socle/tables/*.toml`, où chaque table est décrite une seule fois. Un essai refuse une page
qui n'est plus à jour.
"""
PARTIES = {
    ENTREE: (
        """## Ce que les sources apportent
Colonnes canoniques, par nature de source ; `[sources.colonnes]` de `workbench.toml` dit de quel titre du
fichier vient chacune. `*` : obligatoire. Toutes portent aussi `source`, `fichier` et `ligne` (numéro de
ligne dans le fichier, titres compris). Une ligne qui rompt le contrat va à `meta.rejet`.
"""
    ),
    "curated": "## Ce qui est publié des établissements (`curated`)\n",
    "meta": "## Ce qui est publié de l'exécution et de ses règles (`meta`)\n",
}


def page() -> str:
    """The page, in Markdown."""
    parts = [TETE]
    for space, head in PARTIES.items():
        parts.append(head)
        parts += [_section(one) for name, one in tables().items() if name.startswith(f"{space}.")]
    return "\n".join(parts)


def _section(table: Table) -> str:
    name = table.nom.removeprefix(f"{ENTREE}.")
    facts = [f"Une ligne : {table.grain}."]
    if table.cle:
        facts.append(f"Clé : {_codes(table.cle)}.")
    if table.au_moins_un:
        facts.append(f"Au moins une colonne parmi {_codes(table.au_moins_un)}.")
    if table.unique:
        facts.append("Une seule ligne par clé dans une livraison.")
    headed = any(column.titres for column in table.colonnes)
    titles = ["colonne", "type", "ce que c'est", *(["titre national"] if headed else [])]
    lines = [f"### `{name}` : {table.objet}", *facts, "", _row(titles), _row(["---"] * len(titles))]
    return "\n".join([*lines, *(_row(_cells(column, headed)) for column in table.colonnes), ""])


def _cells(column: Colonne, headed: bool) -> list[str]:
    cells = [f"`{column.nom}`{'*' if column.requis else ''}", column.type, column.dit]
    return [*cells, " ou ".join(column.titres)] if headed else cells


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(cells: list[str]) -> str:
    shown = " | ".join(cell.replace("|", "\\|") for cell in cells)
    return f"| {shown} |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page())
