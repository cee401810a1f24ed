"""The ledger: append-only, undone by another entry, shared by several processes, safe against kills."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.decisions import Decision, DecisionInvalide, DejaTranche, Registre, RegistreIllisible
from workbench.decisions.registre import FICHIER
from workbench.decisions.vigueur import en_vigueur
from workbench.socle.luhn import luhn_valide as luhn


def numero(racine: int) -> str:
    """A number with a right key."""
    corps = f"{racine:010d}"
    return next(corps + str(cle) for cle in range(10) if luhn(corps + str(cle)))


def meme(a: str = "rh:1", b: str = "rh:2", auteur: str = "alice", **mots) -> Decision:
    return Decision("meme_personne", auteur, "mêmes papiers", cle_a=a, cle_b=b, **mots)


def autre(a: str = "rh:1", b: str = "rh:2", auteur: str = "alice", **mots) -> Decision:
    return Decision("personne_differente", auteur, "deux naissances", cle_a=a, cle_b=b, **mots)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server of Debian's package, in a folder of its own."""
    bins = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not bins or os.name != "posix":
        pytest.skip("PostgreSQL n’est pas installé (apt install postgresql)")
    racine = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    avant = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if avant:
        shutil.chown(racine, "postgres")
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    base = racine / "base"
    subprocess.run(
        [*avant, str(bins[-1]), "-D", str(base), "-A", "trust", "-U", "etabli"],
        check=True,
        capture_output=True,
        cwd="/",
    )
    options = f"-p {port} -k {racine} -c listen_addresses=127.0.0.1 -c fsync=on"
    controle = [
        *avant,
        str(bins[-1].with_name("pg_ctl")),
        "-D",
        str(base),
        "-w",
        "-o",
        options,
        "-l",
        str(racine / "journal"),
    ]
    subprocess.run([*controle, "start"], check=True, capture_output=True, cwd="/")
    try:
        yield f"postgresql+psycopg://etabli@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*controle, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        shutil.rmtree(racine, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def registre(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registre:
    if request.param == "postgresql":
        import sqlalchemy as sa

        url = request.getfixturevalue("postgres")
        with sa.create_engine(url).begin() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS decision, registre_version, prise"))
        monkeypatch.setenv("WORKBENCH_DECISIONS_URL", url)
    return Registre(tmp_path)


def test_lire_ne_cree_rien(tmp_path: Path):
    assert Registre(tmp_path).toutes() == []
    assert not (tmp_path / "data").exists()


def test_une_decision_se_relit_telle_quelle(registre: Registre):
    [ecrite] = registre.enregistrer([meme(valeur={"avis": "revue:nom_change"})])
    [relue] = registre.en_vigueur()
    assert relue == ecrite
    assert relue.valeur == {"avis": "revue:nom_change"}
    assert relue.le is not None
    assert relue.le.tzinfo is not None


def test_annuler_est_une_entree_de_plus(registre: Registre):
    [ecrite] = registre.enregistrer([meme()])
    registre.annuler(ecrite.id, "bob", "erreur de ma part")
    registre.annuler(ecrite.id, "bob", "deux fois")
    assert registre.en_vigueur() == []
    assert [entree.genre for entree in registre.toutes()] == ["meme_personne", "annulation"]


def test_annuler_rend_la_decision_precedente(registre: Registre):
    registre.enregistrer([autre()])
    [seconde] = registre.enregistrer([meme()])
    assert [entree.genre for entree in registre.en_vigueur()] == ["meme_personne"]
    registre.annuler(seconde.id, "alice", "finalement non")
    assert [entree.genre for entree in registre.en_vigueur()] == ["personne_differente"]


def test_repeter_la_meme_reponse_n_ecrit_qu_une_fois(registre: Registre):
    assert len(registre.enregistrer([meme()])) == 1
    assert registre.enregistrer([meme(auteur="bob")]) == []
    assert len(registre.toutes()) == 1


def test_deux_analystes_ne_s_ecrasent_pas(registre: Registre):
    [premiere] = registre.enregistrer([meme()])
    with pytest.raises(DejaTranche, match="alice"):
        registre.enregistrer([autre(a="rh:8", b="rh:9", auteur="bob"), autre(auteur="bob")])
    assert len(registre.toutes()) == 1, "tout ou rien"
    registre.enregistrer([autre(auteur="bob", remplace=premiere.id)])
    [vigueur] = registre.en_vigueur()
    assert (vigueur.genre, vigueur.remplace) == ("personne_differente", premiere.id)


def test_un_second_numero_confirme_remplace_le_premier(registre: Registre):
    for rpps in (numero(100), numero(200)):
        registre.enregistrer(
            [
                Decision(
                    "rpps_confirme",
                    "alice",
                    "vu",
                    id_unique="ID1",
                    rpps=rpps,
                    valeur={"preuve": "attestation", "date_preuve": "2026-10-01"},
                )
            ]
        )
    assert [entree.rpps for entree in registre.en_vigueur()] == [numero(200)]


@pytest.mark.parametrize(
    "fausse",
    [
        Decision("inconnue", "a", "m"),
        Decision("meme_personne", "a", "", cle_a="rh:1", cle_b="rh:2"),
        Decision("meme_personne", "", "m", cle_a="rh:1", cle_b="rh:2"),
        Decision("meme_personne", "a", "m", cle_a="rh:2", cle_b="rh:1"),
        Decision("meme_personne", "a", "m", cle_a="rh:1"),
        Decision("rpps_refuse", "a", "m", id_unique="ID1", rpps="12345678901"),
        Decision("rpps_refuse", "a", "m", id_unique="ID1", rpps="123"),
        Decision("rpps_confirme", "a", "m", id_unique="ID1", rpps=numero(1)),
        *(
            Decision("rpps_confirme", "a", "m", id_unique="ID1", rpps=numero(1), valeur=valeur)
            for valeur in (
                {"preuve": "ouï-dire", "date_preuve": "2026-01-01"},
                {"preuve": "carte", "date_preuve": "hier"},
                {"preuve": "carte", "date_preuve": "2099-01-01"},
            )
        ),
        Decision("collision_close", "a", "m", objet="x", verdict="peut-être"),
    ],
)  # fmt: skip
def test_une_decision_incomplete_est_refusee(tmp_path: Path, fausse: Decision):
    with pytest.raises(DecisionInvalide):
        Registre(tmp_path).enregistrer([fausse])
    assert Registre(tmp_path).vide


def test_un_cas_ouvert_par_l_un_est_pris_pour_l_autre(registre: Registre):
    debut = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    assert registre.prendre("cas", "alice", maintenant=debut) is None
    assert registre.prendre("cas", "alice", maintenant=debut) is None
    assert registre.prendre("cas", "bob", maintenant=debut) == "alice"
    assert registre.prises(debut) == {"cas": "alice"}
    assert registre.prendre("cas", "bob", maintenant=debut + dt.timedelta(minutes=16)) is None
    registre.liberer("bob")
    assert registre.prises(debut) == {}


PRENEUR = """
import sys
from pathlib import Path
from workbench.decisions import Registre
registre = Registre(Path(sys.argv[1]))
registre.prises()  # connected before the others are let go
print("", flush=True)
sys.stdin.readline()
for rang in range(int(sys.argv[3])):
    print(registre.prendre(f"cas{rang}", sys.argv[2]) or sys.argv[2], flush=True)
"""


def test_de_plusieurs_postes_un_cas_n_est_qu_a_une_personne(postgres: str, tmp_path: Path, monkeypatch):
    """One PostgreSQL ledger, four workstations, three people: a lease is a person's, not a process's."""
    monkeypatch.setenv("WORKBENCH_DECISIONS_URL", postgres)
    cas, gens = 40, ["alice", "alice", "bob", "carole"]
    postes = [
        subprocess.Popen(
            [sys.executable, "-c", PRENEUR, str(tmp_path / f"poste{rang}"), nom, str(cas)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for rang, nom in enumerate(gens)
    ]
    for poste in postes:
        poste.stdout.readline()
    for poste in postes:
        poste.stdin.write("\n")
        poste.stdin.flush()
    dits = [poste.communicate(timeout=120)[0].split() for poste in postes]
    tenus = Registre(tmp_path / "cinquieme").prises()
    for rang in range(cas):
        assert {dit[rang] for dit in dits} == {tenus[f"cas{rang}"]}, "everyone was told the same holder"
    pris, qui = next(iter(tenus.items()))  # one of them may have been quicker everywhere
    Registre(tmp_path / "sixieme").liberer(next(nom for nom in gens if nom != qui), pris)
    assert Registre(tmp_path / "cinquieme").prises() == tenus, "nobody gives back what another holds"


def test_un_registre_plus_recent_est_refuse_sans_rien_changer(tmp_path: Path):
    Registre(tmp_path).enregistrer([meme()])
    fichier = tmp_path / "data" / "curated" / FICHIER
    with sqlite3.connect(fichier) as base:
        base.execute("UPDATE registre_version SET version = 99")
    with pytest.raises(RegistreIllisible, match="plus récente"):
        Registre(tmp_path).toutes()
    with sqlite3.connect(fichier) as base:
        assert base.execute("SELECT count(*) FROM decision").fetchone() == (1,)


def test_un_registre_abime_est_dit_en_francais(tmp_path: Path):
    fichier = tmp_path / "data" / "curated" / FICHIER
    fichier.parent.mkdir(parents=True)
    fichier.write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(RegistreIllisible, match="inaccessible"):
        Registre(tmp_path).toutes()


@pytest.mark.parametrize("abime", ["valeur = '['", "valeur = '[]'", "le = 'hier'", "genre = 'x'"])
def test_une_entree_abimee_est_dite_en_francais(tmp_path: Path, abime: str):
    Registre(tmp_path).enregistrer([meme()])
    base = sqlite3.connect(tmp_path / "data/curated/decisions.sqlite")
    base.execute(f"UPDATE decision SET {abime}")
    base.commit()
    base.close()
    with pytest.raises(RegistreIllisible, match="L’entrée 1 ne se lit pas"):
        Registre(tmp_path).toutes()


def test_le_fichier_est_prive(tmp_path: Path):
    Registre(tmp_path).enregistrer([meme()])
    assert (tmp_path / "data" / "curated" / FICHIER).stat().st_mode & 0o077 == 0


ECRIVAIN = """
import sys
from pathlib import Path
from workbench.decisions import Decision, Registre
home, nom, combien = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
registre = Registre(home)
for rang in range(combien):
    cle = f"{nom}:{rang:05d}"
    [ecrite] = registre.enregistrer([Decision("meme_personne", nom, "essai", cle_a=cle, cle_b=cle + "x")])
    print(ecrite.id, flush=True)
"""


def ecrire(home: Path, processus: int, ecritures: int, tuer: bool, graine: int = 1) -> tuple[set[str], int]:
    """Run writers at once; with `tuer`, a first wave is killed in full flight. (ids acknowledged on standard
    output, kills).
    """
    hasard, accuses, tues = random.Random(graine), set(), 0
    for vague in range(2 if tuer else 1):
        coupee = tuer and vague == 0
        combien = 1_000_000 if coupee else ecritures  # killed long before its end
        lances = [
            subprocess.Popen(
                [sys.executable, "-c", ECRIVAIN, str(home), f"p{vague}{rang}", str(combien)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for rang in range(processus)
        ]
        for lance in lances:
            if coupee:
                assert lance.stdout is not None
                accuses |= {lance.stdout.readline().strip() for _ in range(hasard.randint(1, 40))}
                lance.send_signal(signal.SIGKILL)
                tues += 1
            sortie, _ = lance.communicate(timeout=300)
            accuses |= {ligne for ligne in sortie.split("\n") if len(ligne) == 32}
    return accuses, tues


@pytest.mark.parametrize("base", ["sqlite", "postgresql"])
def test_plusieurs_processus_et_des_coupures_ne_perdent_rien(base: str, request, tmp_path: Path, monkeypatch):
    if base == "postgresql":
        monkeypatch.setenv("WORKBENCH_DECISIONS_URL", request.getfixturevalue("postgres"))
    accuses, tues = ecrire(tmp_path, 4, 100, tuer=True)
    relues = {entree.id for entree in Registre(tmp_path).toutes()}
    assert tues == 4
    assert len(accuses) > 400
    assert accuses <= relues


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["meme", "autre", "annuler"]), st.integers(0, 3)), max_size=20))
def test_au_plus_une_reponse_par_sujet_et_jamais_une_annulee(gestes):
    entrees: list[Decision] = []
    for rang, (geste, cible) in enumerate(gestes):
        if geste == "annuler" and entrees:
            vise = entrees[cible % len(entrees)].id
            entrees.append(Decision("annulation", "a", "m", annule=vise, id=f"e{rang}", rang=rang))
        elif geste != "annuler":
            fait = meme if geste == "meme" else autre
            entrees.append(fait(a=f"rh:{cible}", b=f"rh:{cible}z", id=f"e{rang}", rang=rang))
    vigueur = en_vigueur(entrees)
    annulees = {entree.annule for entree in entrees}
    assert all(entree.id not in annulees and entree.genre != "annulation" for entree in vigueur.values())
    vivantes = [e for e in entrees if e.genre != "annulation" and e.id not in annulees]
    assert {e.sujet for e in vivantes} == set(vigueur)
    for sujet, entree in vigueur.items():
        assert entree.rang == max(e.rang for e in vivantes if e.sujet == sujet)


def test_le_dernier_change_a_chaque_entree_et_une_annulation_se_voit_par_sujet(tmp_path: Path):
    registre = Registre(tmp_path)
    assert registre.dernier[1] == ""
    vus = {registre.dernier}
    for rang in range(3):
        entree = Decision("revue_acces", "a", "m", verdict="garder", objet=f"RA|dpi:{rang}")
        registre.enregistrer([entree])
        assert registre.dernier not in vus
        vus.add(registre.dernier)
    [un, *_] = registre.en_vigueur()
    registre.annuler(un.id, "a", "erreur")
    assert registre.dernier not in vus
    registre.enregistrer([Decision("revue_acces", "b", "m", verdict="fermer", objet=un.objet)])
    assert [d.verdict for d in registre.en_vigueur() if d.objet == un.objet] == ["fermer"], (
        "annulée : un autre peut trancher"
    )
