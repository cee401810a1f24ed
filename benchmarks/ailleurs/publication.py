"""What the same deliveries PUBLISH (`run`, `open_published`), beside a plain neighbour: is each person right?

`python benchmarks/ailleurs/publication.py [WORD…]` prints the table of docs/mesures.md. An HR file is
published with a plain directory, the others with a plain HR list: people, dates, numbers, services and
accounts are compared with what a person reads; an account given to another person is wrong, one left without
its person is counted.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from livraisons import attendu, chosen, livraisons, people
from passage import AUSSI, JOUR, declare, same_text

from workbench.run.pipeline import run
from workbench.socle import numeros
from workbench.socle.erreurs import ErreurWorkbench
from workbench.socle.settings import load_settings
from workbench.sources.lecture.titres import header_key
from workbench.warehouse import close_published, open_published

Rows = list[dict[str, Any]]
TEMOINS = {
    "sirh": (
        "temoin_annuaire", "annuaire", "Login;Nom;Prénom;Matricule;Actif",
        "{login};{nom};{prenom};{matricule};{ouvert:oui/non}",
        {"login": "Login", "nom": "Nom", "prenom": "Prénom", "matricule": "Matricule", "actif": "Actif"},
    ),
    "autre": (
        "temoin_rh", "sirh",
        "Matricule;Nom de naissance;Nom d'usage;Prénoms;Né le;Entrée;Sortie;Emploi;Service",
        "{matricule};{naissance};{usage};{prenoms};{ne:fr};{debut:fr};{fin:fr};{emploi};{service}",
        {"matricule": "Matricule", "nom_naissance": "Nom de naissance", "nom_usage": "Nom d'usage",
         "prenoms": "Prénoms", "date_naissance": "Né le", "date_debut": "Entrée", "date_fin": "Sortie",
         "emploi": "Emploi", "service": "Service"},
    ),
}  # fmt: skip
PUBLIEES = {  # the table a card or a national number is published in, and its key there
    "parc_mie": ("mie", "numero_serie"),
    "porteurs_cps": ("porteur_cps", "rpps"),
    "rpps_public": ("rpps_personne", "rpps"),
    "rpps_restreint": ("lien_rpps", "rpps"),
}
PROUVEES = {"lien_rpps", "porteur_cps"}  # only of people whose number is known otherwise
IDENTITE = {
    "date_naissance": "date_naissance",
    "sexe": "sexe",
    "date_debut": "date_arrivee",
    "date_fin": "date_depart",
}


def neighbour(home: Path, nature: str, everybody: Rows) -> None:
    """The plain list of the same people that stands beside the case."""
    code, kind, titles, line, columns = TEMOINS["sirh" if nature == "sirh" else "autre"]
    text = "\n".join([titles, *(line.format(**one) for one in everybody)]) + "\n"
    (home / "data" / "raw" / JOUR / f"{code}.csv").write_text(text, "utf-8")
    path = home / "workbench.toml"
    document = tomlkit.parse(path.read_text("utf-8"))
    table = tomlkit.table()
    table.update({"code": code, "nature": kind, "fichier": f"{code}.csv", "colonnes": columns})
    document["sources"].append(table)  # type: ignore[union-attr]
    path.write_text(tomlkit.dumps(document), "utf-8")


def published(home: Path) -> dict[str, Rows]:
    """The tables compared, as rows."""
    base = open_published(home)
    out: dict[str, Rows] = {}
    names = (
        "fiche",
        "identite",
        "identite_fiche",
        "compte",
        "lien_rpps",
        "a_revoir",
        *dict(PUBLIEES.values()),
    )
    for name in names:
        read = base.cursor().execute(f"select * from curated.{name}")
        titles = [one[0] for one in read.description]
        out[name] = [dict(zip(titles, row, strict=True)) for row in read.fetchall()]
    close_published(home)
    return out


def compare(case: Mapping[str, Any], source: str, held: dict[str, Rows]) -> tuple[list[str], Counter[str]]:
    """What is published wrong, and the counts of fields and accounts."""
    counts: Counter[str] = Counter()
    wrong = list(_fields(case, source, held, counts))
    wrong += _held_elsewhere(case, held, counts)
    wrong += _people(case, held)
    wrong += _accounts(case, held, counts)
    return wrong, counts


def _key(text: object) -> str:
    return numeros.cle("matricule", header_key(str(text)))


def _fields(
    case: Mapping[str, Any], source: str, held: dict[str, Rows], counts: Counter[str]
) -> Iterator[str]:
    """Each value expected of the case against the record published, and the person it goes to."""
    if case["nature"] not in {"sirh", "annuaire", "application"}:
        return
    known = {_key(key): row for key, row in attendu(case).items()}
    records = [row for row in held["fiche"] if row["source"] == source]
    person = {(row["source"], row["cle_source"]): row["id_unique"] for row in held["identite_fiche"]}
    golden = {row["id_unique"]: row for row in held["identite"]}
    yield from (f"{r['cle_source']} en trop" for r in records if _key(r["cle_source"]) not in known)
    for key, wanted in known.items():
        rows = [row for row in records if _key(row["cle_source"]) == key]
        if not rows:
            yield f"{key} n'est pas publié"
        for row in rows:
            yield from _one(
                key, wanted, row, golden.get(person.get((source, row["cle_source"])) or ""), counts
            )


def _held_elsewhere(case: Mapping[str, Any], held: dict[str, Rows], counts: Counter[str]) -> Iterator[str]:
    """Cards and national numbers: each is published, with its values, and given to nobody else."""
    if case["nature"] not in PUBLIEES:
        return
    table, column = PUBLIEES[case["nature"]]
    rows = {str(row[column]): row for row in held[table] if row[column]}
    owners = _owners(held)
    known = dict(zip(attendu(case), people(case), strict=True))
    whole = table not in PROUVEES
    yield from (f"{key} en trop" for key in rows.keys() - known.keys() if whole)
    for key, wanted in attendu(case).items():
        row = rows.get(key)
        if row is None:
            counts["non publiés"] += 1
            if whole:
                yield f"{key} n'est pas publié"
            continue
        for name, text in wanted.items():
            here = [one for one in (name, f"{name}_exercice") if one in row]
            if here:
                good = same_text(row[here[0]], text, name) if text else row[here[0]] is None
                counts["justes" if good else "faux"] += 1
                if not good:
                    yield f"{key}, {name} : {row[here[0]]} pour « {text} »"
        person = owners.get(row.get("id_unique") or "", set())
        mine = any(one.startswith(_key(known[key]["matricule"])) for one in person)
        counts["cartes et numéros rattachés" if mine else "sans personne"] += 1
        if person and not mine:
            yield f"{key} donné à {sorted(person)}"


def _owners(held: dict[str, Rows]) -> dict[str, set[str]]:
    """Identity → the HR numbers it holds."""
    natures = {(row["source"], row["cle_source"]): row for row in held["fiche"]}
    out: dict[str, set[str]] = {}
    for row in held["identite_fiche"]:
        record = natures[row["source"], row["cle_source"]]
        if record["nature"] == "sirh":
            out.setdefault(row["id_unique"], set()).add(_key(record["matricule"]))
    return out


def _one(
    key: str,
    wanted: Mapping[str, str],
    row: dict[str, Any],
    person: dict[str, Any] | None,
    counts: Counter[str],
) -> Iterator[str]:
    for name, text in wanted.items():
        names = [n for n in AUSSI.get(name, (name,)) if n in row]
        values = [row[n] for n in names if row[n] is not None]
        good = any(same_text(value, text, name) for value in values) or not (values or text)
        counts["justes" if good else "faux"] += 1
        if not good:
            yield f"{key}, {name} : {values[:2]} pour « {text} »"
        if person and name in IDENTITE and row["nature"] == "sirh" and (text or name == "date_fin"):
            value = person[IDENTITE[name]]
            good = same_text(value, text, name) if text else value is None
            counts["justes" if good else "faux"] += 1
            if not good:
                yield f"{key}, personne, {name} : {value} pour « {text} »"


def _people(case: Mapping[str, Any], held: dict[str, Rows]) -> Iterator[str]:
    """One identity a person of HR, all present."""
    numbers = {one["matricule"] for one in people(case)}
    present = sum(row["presente"] for row in held["identite"])
    if present != len(numbers):
        yield f"{present} personnes présentes pour {len(numbers)}"
    yield from (f"{sorted(keys)} réunis" for keys in _owners(held).values() if len(keys) > 1)


def _accounts(case: Mapping[str, Any], held: dict[str, Rows], counts: Counter[str]) -> Iterator[str]:
    """Each account of a person goes to that person, to nobody, or to somebody else (wrong)."""
    by_login = {one["login"]: one for one in people(case)}
    owners = _owners(held)
    for account in held["compte"]:
        one = by_login.get(account["login"].lower())
        if one is None:
            yield f"compte {account['login']} inconnu"
            continue
        here = owners.get(account["id_unique"] or "", set())
        good = any(key.startswith(_key(one["matricule"])) for key in here)
        counts["comptes rattachés" if good else "comptes à autrui" if here else "comptes sans personne"] += 1
        if here and not good:
            yield f"compte {account['login']} donné à {sorted(here)}"
        if account["rpps_connu"] and account["rpps_connu"] != one["rpps"]:
            yield f"compte {account['login']} : RPPS {account['rpps_connu']}"


def play(case: Mapping[str, Any], home: Path) -> tuple[str, list[str], Counter[str]]:
    """The state of a case once published, what is wrong, its counts."""
    (home / "data" / "raw" / JOUR).mkdir(parents=True)
    try:
        asked, source = declare(case, home)
        neighbour(home, case["nature"], people(case))
        run(home)
    except ErreurWorkbench as refus:
        return "refusé", [f"{refus.titre} : {refus.message} {refus.conseil}"], Counter()
    wrong, counts = compare(case, source or load_settings(home).sources[0].code, published(home))
    return ("faux" if wrong else "juste" + asked), wrong, counts


def main() -> None:
    """Every case, or those whose name holds a word of the command line."""
    states: Counter[str] = Counter()
    total: Counter[str] = Counter()
    print(
        "| livraison publiée | issue | champs justes | faux | comptes rattachés | sans personne | à autrui |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for case in livraisons():
        if not chosen(case, sys.argv[1:]):
            continue
        with tempfile.TemporaryDirectory() as place:
            state, why, counts = play(case, Path(place))
        if state == "refusé" and not case.get("refus"):
            state = "refusé à tort"
        states[state] += 1
        total += counts
        shown = ("justes", "faux", "comptes rattachés", "comptes sans personne", "comptes à autrui")
        print(f"| {case['nom']} | {state} | {' | '.join(str(counts[one]) for one in shown)} |", flush=True)
        if why:
            print(
                f"{case['nom']} : {' '.join(' ; '.join(why[:6]).split())[:700]}", file=sys.stderr, flush=True
            )
    print(f"\n{states.total()} livraisons : {dict(states)} ; {dict(total)}")


if __name__ == "__main__":
    main()
