"""`workbench source add` on layouts unlike the demo's: columns found, asked, wrong, missed, in Markdown.

python benchmarks/source_add.py            those the dictionary was tuned on, after one blind reading
python benchmarks/source_add.py juge       those that only judge: totals, never a column: nobody tunes on them
python benchmarks/source_add.py aveugle    the same, for the layouts of named systems
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.outils import dispositions, inconnus

from workbench.sources.declarer.detection import propose

JUGES = ("juge", "aveugle")


@dataclass
class Resultat:
    """What `source add` made of one layout: found is sure and right, asked is proposed or left to a person.

    Wrong is sure and not what a person would choose.
    """

    nom: str
    nature: str
    juste: bool
    attendues: int
    trouvees: list[str] = field(default_factory=list)
    demandees: list[str] = field(default_factory=list)
    fausses: list[str] = field(default_factory=list)
    manquees: list[str] = field(default_factory=list)

    @property
    def comptes(self) -> tuple[int, ...]:
        return (
            self.attendues,
            *(len(names) for names in (self.trouvees, self.demandees, self.fausses, self.manquees)),
        )


def essayer(
    fichier: Path,
    nature: str,
    attendu: Iterable[tuple[frozenset[str], str]],
    juste: Callable[[str, str], bool],
) -> Resultat:
    """One file, what a person would choose of it, and whether a meaning is right for a title."""
    seen, wanted = propose(fichier), list(attendu)
    expected = {title for _, title in wanted}
    told = seen.nature if seen.nature_sure else f"{seen.nature} (demandée)"
    out = Resultat(fichier.name, told, seen.nature == nature, len(wanted))
    for one in seen.colonnes:
        right = juste(one.canonique, one.titre)
        if one.sure and right and one.titre not in expected:
            continue  # accepted, not expected
        where = out.demandees if not one.sure else out.trouvees if right else out.fausses
        where.append(f"{one.canonique}={one.titre}")
    given = {one.titre for one in seen.colonnes if juste(one.canonique, one.titre)}
    out.manquees = [f"{'/'.join(sorted(names))}={title}" for names, title in wanted if title not in given]
    return out


def _exact(wanted: dict[str, str]) -> Callable[[str, str], bool]:
    """The one title that a column is expected under."""
    return lambda name, title: wanted.get(name) == title


def connus(dossier: Path) -> list[Resultat]:
    """The layouts of tests/sources/dispositions."""
    out = []
    for one in [*dispositions.dispositions(), *dispositions.dispositions("autres.toml")]:
        wanted = one.attendu
        attendu = [(frozenset({name}), title) for name, title in wanted.items()]
        path = dispositions.ecrire(one, dossier)
        out.append(essayer(path, one.nature, attendu, _exact(wanted)))
    return out


def neufs(dossier: Path, fichier: str) -> list[Resultat]:
    """The layouts of a file of tests/sources/inconnus."""
    return [
        essayer(inconnus.ecrire(one, dossier), one.nature, one.attendu, one.juste)
        for one in inconnus.inconnus(fichier)
    ]


def montrer(resultats: list[Resultat], lignes: bool) -> None:
    """The table, its total, and the columns that went wrong on the error output."""
    print("| fichiers | nature | attendues | trouvées | demandées | fausses | manquées |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for one in resultats if lignes else []:
        nature = one.nature if one.juste else f"{one.nature}, à tort"
        print(f"| {one.nom} | {nature} | {' | '.join(map(str, one.comptes))} |")
        for what in ("demandees", "fausses", "manquees"):
            if names := getattr(one, what):
                print(f"  {one.nom}, {what} : {', '.join(names)}", file=sys.stderr)
    wrong = sum(not one.juste for one in resultats)
    total = [sum(column) for column in zip(*(one.comptes for one in resultats), strict=True)]
    print(f"| ensemble : {len(resultats)} fichiers | {wrong} à tort | {' | '.join(map(str, total))} |\n")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        dossier = Path(folder)
        if judges := [name for name in JUGES if name in sys.argv]:
            montrer(neufs(dossier, f"{judges[0]}.toml"), lignes=False)
        else:
            montrer(connus(dossier), lignes=True)
            montrer(neufs(dossier, "reglage.toml"), lignes=True)
            for lot in ("systemes", "autres_mains", "editeurs", "dernier", "cinq_hopitaux"):
                montrer(neufs(dossier, f"{lot}.toml"), lignes=True)


if __name__ == "__main__":
    main()
