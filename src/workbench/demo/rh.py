"""HR deliveries: SIRH with their own layouts, medical affairs, temp agencies, trainees. The first hospital's
rows are written here; another's are described in its systemes.toml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from workbench.demo.contexte import Contexte
from workbench.demo.deformations import Civil, declared_rpps, hr_civil, strip_accents
from workbench.demo.ecriture import write_delivered
from workbench.demo.personnes import Personne
from workbench.demo.systemes import described_hr
from workbench.demo.tables import Monde

SIRH_A, SIRH_B, AM, INTERIM, IFSI = "sirh_chr", "sirh_chv", "affaires_medicales", "interim", "ifsi"


@dataclass(frozen=True)
class Dossier:
    """One HR file of a person: where, under which number, for which establishment and period."""

    source: str
    matricule: str
    entite: str
    debut: dt.date
    fin: dt.date | None


_Ligne = Callable[[Contexte, Personne, Dossier, Civil, str, str, Random], list[object]]


def dossiers(person: Personne) -> list[Dossier]:
    """Every HR file of a person, oldest first."""
    rh, entite = person.monde.rh, person.entite
    start, end = person.arrivee, person.depart
    if person.contrat == "stage":
        return [_file(person, rh["stage"], entite, (start, end))]
    if person.interim:
        return [_file(person, rh["interim"], entite, (start, end))]
    if person.metier.am:
        out = [_file(person, rh["medical"], entite, (start, end))]
        if person.numero % 10 == 0:
            out.append(_file(person, rh[entite], entite, (start, end)))
        return out
    out = [_file(person, rh[entite], entite, (start, end))]
    if person.seconde_entite:
        out.append(_file(person, rh[person.seconde_entite], person.seconde_entite, (start, end), "9"))
    if person.second_matricule and (end is None or person.second_matricule < end):
        before = person.second_matricule - dt.timedelta(days=person.coupure)
        out[0] = replace(out[0], fin=before)
        out.append(_file(person, rh[entite], entite, (person.second_matricule, end), "8"))
    return out


def _file(
    person: Personne, source: str, entite: str, period: tuple[dt.date, dt.date | None], series: str = "0"
) -> Dossier:
    written = person.monde.systemes[source]["matricule"].format(serie=series, numero=person.numero)
    return Dossier(source, written, entite, *period)


def in_export(file: Dossier, day: dt.date) -> bool:
    """HR exports hold current contracts and those ended in the last eighteen months."""
    return file.debut <= day and (file.fin is None or file.fin >= day - dt.timedelta(days=540))


def write_hr(ctx: Contexte) -> None:
    """Write the HR files of a delivery."""
    makers: dict[str, _Ligne] = {
        SIRH_A: _row_a,
        SIRH_B: _row_b,
        AM: _row_am,
        INTERIM: _row_interim,
        IFSI: _row_ifsi,
    }
    rows: dict[str, list[list[object]]] = {source: [] for source in dict.fromkeys(_sources(ctx.monde))}
    for person in ctx.people:
        for file in dossiers(person):
            if not in_export(file, ctx.day):
                continue
            rng = person.rng(ctx.graine, file.source + file.matricule)
            civil = hr_civil(person, rng)
            known = (
                person.rpps
                if person.rpps_depuis
                and person.rpps_depuis <= ctx.day
                and rng.random() < _hr_knows(person, file)
                else None
            )
            numero, wrong = declared_rpps(person, rng, ctx.other_number(person)) if known else ("", [])
            title = rng.choice(_titles(person, file))
            maker: _Ligne = makers.get(file.source) or described_hr
            rows[file.source].append(maker(ctx, person, file, civil, title, numero, rng))
            ctx.verite.add(
                ctx.day,
                file.source,
                file.matricule,
                person.numero,
                defauts=" ".join(civil.defauts + wrong + person.defauts),
            )
    if SIRH_A in rows:
        _break_some(ctx, rows[SIRH_A])
    for source, written in rows.items():
        write_delivered(ctx.dossier, ctx.monde.systemes[source], ctx.day, written)


def _sources(monde: Monde) -> list[str]:
    """HR systems, those of the staff first."""
    return [monde.rh[e.code] for e in monde.entites] + [monde.rh[k] for k in ("medical", "interim", "stage")]


def _hr_knows(person: Personne, file: Dossier) -> float:
    if file.source == person.monde.rh["medical"]:
        return 0.92
    return {"ordre": 0.45, "ars": 0.3}.get(person.metier.autorite, 0.15)


def _titles(person: Personne, file: Dossier) -> list[str]:
    if file.source == person.monde.rh["medical"]:
        return person.metier.m or person.metier.a
    return (
        person.metier.a if file.source == person.monde.rh[person.monde.entites[0].code] else person.metier.b
    )


def _end(file: Dossier, fmt: str, open_end: str) -> str:
    return file.fin.strftime(fmt) if file.fin else open_end


_CONTRATS_A = {"titulaire": "TIT", "cdi": "CDI", "cdd": "CDD REMPL", "vacation": "VAC", "interne": "INTERNE"}
_CONTRATS_B = {
    "titulaire": "Titulaire",
    "cdi": "CDI",
    "cdd": "CDD",
    "vacation": "Vacataire",
    "interne": "Interne",
}


def _row_a(
    ctx: Contexte, p: Personne, f: Dossier, c: Civil, title: str, numero: str, rng: Random
) -> list[object]:
    code = p.service_at(ctx.day)
    birth = c.naissance.strftime("%d/%m/%Y") if c.naissance else rng.choice(["", "01/01/1900"])
    return [
        f.matricule,
        c.nom_naissance.upper(),
        c.nom_usage.upper(),
        c.prenoms.upper(),
        c.sexe,
        birth,
        c.lieu,
        c.commune,
        p.monde.entite(f.entite).finess_et,
        title,
        _CONTRATS_A[p.contrat if p.contrat in _CONTRATS_A else "cdd"],
        f.debut.strftime("%d/%m/%Y"),
        _end(f, "%d/%m/%Y", "31/12/9999"),
        code,
        strip_accents(ctx.monde.service_names[code]),
        numero,
    ]


def _row_b(
    ctx: Contexte, p: Personne, f: Dossier, c: Civil, title: str, numero: str, rng: Random
) -> list[object]:
    code = p.service_at(ctx.day)
    sexe = {"F": "Féminin", "M": "Masculin"}[c.sexe]
    return [
        f.matricule,
        sexe,
        c.nom_usage or c.nom_naissance,
        c.nom_naissance,
        c.prenoms,
        c.prenom_usuel,
        c.naissance.strftime("%Y-%m-%d") if c.naissance else "",
        c.lieu,
        "99" + p.monde.entite(f.entite).finess_et[2:],
        title,
        _CONTRATS_B[p.contrat if p.contrat in _CONTRATS_B else "cdd"],
        f.debut.strftime("%Y-%m-%d"),
        _end(f, "%Y-%m-%d", ""),
        code,
        ctx.monde.service_names[code],
        numero,
        "O" if rng.random() < 0.97 else "N",
    ]


def _row_am(
    ctx: Contexte, p: Personne, f: Dossier, c: Civil, title: str, numero: str, rng: Random
) -> list[object]:
    code = p.service_at(ctx.day)
    contract = {"titulaire": "Praticien hospitalier", "interne": "Interne", "cdi": "CDI"}.get(
        p.contrat, "Praticien contractuel"
    )
    return [
        f.matricule,
        "Mme" if c.sexe == "F" else "M.",
        c.nom_usage or c.nom_naissance,
        c.nom_naissance,
        c.prenoms,
        dt.datetime.combine(c.naissance, dt.time()) if c.naissance else None,
        c.lieu,
        title,
        contract,
        f.entite,
        dt.datetime.combine(f.debut, dt.time()),
        dt.datetime.combine(f.fin, dt.time()) if f.fin else None,
        ctx.monde.service_names[code],
        int(numero) if numero and rng.random() < 0.5 else numero or None,
    ]


def _row_interim(
    ctx: Contexte, p: Personne, f: Dossier, c: Civil, title: str, numero: str, _: Random
) -> list[object]:
    code = p.service_at(ctx.day)
    return [
        p.interim,
        f.matricule,
        c.nom_usage or c.nom_naissance,
        c.nom_naissance,
        c.prenoms.split(" ")[0],
        c.naissance.strftime("%d/%m/%Y") if c.naissance else "",
        title,
        f.debut.strftime("%d/%m/%Y"),
        _end(f, "%d/%m/%Y", ""),
        ctx.monde.service_names[code],
        f.entite,
        numero,
    ]


def _row_ifsi(
    ctx: Contexte, p: Personne, f: Dossier, c: Civil, title: str, _numero: str, _: Random
) -> list[object]:
    code = p.service_at(ctx.day)
    return [
        f.matricule,
        c.nom_naissance,
        c.prenoms,
        dt.datetime.combine(c.naissance, dt.time()) if c.naissance else None,
        title,
        ctx.monde.service_names[code],
        f.entite,
        f.debut.strftime("%d/%m/%Y"),
        _end(f, "%d/%m/%Y", ""),
    ]


def _break_some(ctx: Contexte, rows: list[list[object]]) -> None:
    """A few rows as broken as real exports have them: shifted, an impossible date, no given name."""
    rng = Random(f"{ctx.graine}/casse")
    for _ in range(max(3, round(len(rows) * ctx.monde.taux["ligne_cassee"]))):
        broken = list(rng.choice(rows))
        kind = rng.randrange(3)
        broken[0] = f"08{rng.randrange(90_000, 99_999)}"
        if kind == 0:
            broken = [*broken[:4], "", *broken[4:]]
        elif kind == 1:
            broken[5] = "31/02/1985"
        else:
            broken[3] = ""
        rows.insert(rng.randrange(len(rows)), broken)
        if kind == 1:
            ctx.verite.add(ctx.day, SIRH_A, str(broken[0]), None, nature="casse", defauts="ligne_cassee")
