"""`workbench source add` on the layouts of tests/sources/dispositions: columns found, asked, wrong. A table
in Markdown.

python benchmarks/source_add.py
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.outils.dispositions import Disposition, dispositions, ecrire

from workbench.sources.declarer.detection import propose


@dataclass
class Resultat:
    """What `source add` made of one layout."""

    nature: str
    trouvees: list[str] = field(default_factory=list)
    demandees: list[str] = field(default_factory=list)
    fausses: list[str] = field(default_factory=list)
    manquees: list[str] = field(default_factory=list)


def essayer(disposition: Disposition, dossier: Path) -> Resultat:
    """Found: sure and right. Asked: proposed or left to a person. Wrong: sure, and not what a person would
    choose.
    """
    seen = propose(ecrire(disposition, dossier))
    out = Resultat(seen.nature if seen.nature_sure else f"{seen.nature} (demandée)")
    wanted = disposition.attendu
    for one in seen.colonnes:
        right = wanted.get(one.canonique) == one.titre
        where = out.demandees if not one.sure else out.trouvees if right else out.fausses
        where.append(f"{one.canonique}={one.titre}")
    proposed = {one.canonique for one in seen.colonnes}
    out.manquees = [f"{name}={title}" for name, title in wanted.items() if name not in proposed]
    return out


def main() -> None:
    """Print the table."""
    print("| fichier | nature | attendues | trouvées | demandées | fausses | manquées |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for one in [*dispositions(), *dispositions("autres.toml")]:
            got = essayer(one, Path(folder))
            right = "" if got.nature.split(" ")[0] == one.nature else f" (attendue : {one.nature})"
            counts = " | ".join(str(len(x)) for x in (got.trouvees, got.demandees, got.fausses, got.manquees))
            print(f"| {one.nom} | {got.nature}{right} | {len(one.attendu)} | {counts} |")
            for what, names in (
                ("demandées", got.demandees),
                ("fausses", got.fausses),
                ("manquées", got.manquees),
            ):
                if names:
                    print(f"  {one.nom}, {what} : {', '.join(names)}", file=sys.stderr)


if __name__ == "__main__":
    main()
