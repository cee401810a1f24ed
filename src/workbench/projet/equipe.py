"""Who is missing: roles to fill, professions without an ambassador, RACI lines with no or several accountable
actors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.projet.genres import genres_de_fiches
from workbench.projet.projet import Projet
from workbench.socle import regles

LETTRES = ("R", "A", "C", "I")


@dataclass(frozen=True)
class Manque:
    """A gap: what is missing, why it matters; `sujet` is the role, the profession code, the workstream or the
    partner type.
    """

    nature: str
    sujet: str
    libelle: str
    pourquoi: str


def manques(projet: Projet, professions: Sequence[tuple[str, str, str, int]] = ()) -> list[Manque]:
    """Every gap of the team, the most structural first.

    Args:
        professions: people present by profession: (code, name, authority, how many).
    """
    rules = regles.lire("workbench.projet", "equipe.toml", projet.home)
    people = [row for row in projet.fiches("personne") if row["nom"]]
    roles = projet.genres["personne"].champ("role_projet").options
    gaps = []
    for item in rules["roles"]:
        known = sum(row["role_projet"] == item["role"] for row in people)
        if known < item["minimum"]:
            gaps.append(
                Manque(
                    "role", item["role"], f"{roles[item['role']]} : personne n’est nommé", item["pourquoi"]
                )
            )
    gaps += _ambassadeurs(people, professions, rules)
    gaps += raci_faux(projet)
    types = projet.genres["partenaire"].champ("type").options
    known_types = {row["type"] for row in projet.fiches("partenaire")}
    gaps += [
        Manque(
            "partenaire", item["type"], f"{types[item['type']]} : aucun interlocuteur noté", item["pourquoi"]
        )
        for item in rules["partenaires"]
        if item["type"] not in known_types
    ]
    return gaps


def _ambassadeurs(
    people: Sequence[Mapping[str, object]],
    professions: Sequence[tuple[str, str, str, int]],
    rules: Mapping[str, object],
) -> list[Manque]:
    bound, authorities = rules["ambassadeur_effectif"], rules["ambassadeur_autorites"]
    served = {
        str(row["profession"]) for row in people if row["role_projet"] == "ambassadeur" and row["profession"]
    }
    wanted = [
        (count, code, name)
        for code, name, authority, count in professions
        if count >= bound and authority in authorities and code not in served  # type: ignore[operator]
    ]
    return [
        Manque(
            "ambassadeur",
            code,
            f"{name} : aucun ambassadeur",
            f"{count:,}".replace(",", "\u202f") + " personnes présentes aujourd’hui.",
        )
        for count, code, name in sorted(wanted, key=lambda item: (-item[0], item[1]))
    ]


def place(projet: Projet, role: str, profession: str | None) -> dict[str, object]:
    """The card to fill when somebody takes a role: its first place without a name, else a new one."""
    for row in projet.fiches("personne"):
        if row["role_projet"] == role and row["profession"] == profession and not row["nom"]:
            return {"id": row["id"], "fonction": row["fonction"]}
    return {"role_projet": role, "profession": profession}


def raci(projet: Projet) -> tuple[list[str], list[str], dict[tuple[str, str], str]]:
    """The matrix: workstreams, actors, (workstream, actor) → letters (« A R »), in the order of the
    options.
    """
    kind = projet.genres["raci"]
    cells: dict[tuple[str, str], str] = {}
    for row in projet.fiches("raci"):
        key = (row["chantier"], row["acteur"])
        letters = {*cells.get(key, "").split(), row["lettre"]}
        cells[key] = " ".join(letter for letter in LETTRES if letter in letters)
    streams = [code for code in kind.champ("chantier").options if any(key[0] == code for key in cells)]
    known = [code for code in kind.champ("acteur").options if any(key[1] == code for key in cells)]
    return streams, [*known, *sorted({key[1] for key in cells} - set(known))], cells


def raci_faux(projet: Projet) -> list[Manque]:
    """Workstreams of the model without exactly one accountable actor, or without anybody to do the work."""
    streams, _, cells = raci(projet)
    names = genres_de_fiches(projet.home)["raci"].champ("chantier").options
    gaps = []
    for stream in streams:
        letters = [letter for (code, _), told in cells.items() if code == stream for letter in told.split()]
        if (answer := letters.count("A")) != 1:
            what = "personne ne rend compte" if not answer else f"{answer} acteurs rendent compte"
            gaps.append(Manque("raci", stream, f"{names[stream]} : {what}", "Un seul A par chantier."))
        if "R" not in letters:
            gaps.append(
                Manque(
                    "raci", stream, f"{names[stream]} : personne ne réalise", "Au moins un R par chantier."
                )
            )
    return gaps
