"""A plain archive read fast says what `zipfile` says, or nothing."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.office.paquet import archive
from workbench.socle.zips import ILLISIBLE, read_plain

CONTENU = {"a.json": b"{}" * 40, "b.csv": b"x,y\n" * 300, "c": b"", "d.parquet": bytes(range(256))}
PLAINE = archive(CONTENU)
MAX = 5_000


def _slow(octets: bytes, noms: list[str]) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(BytesIO(octets)) as lu:
            return {nom: lu.read(nom) for nom in noms}
    except (*ILLISIBLE, KeyError):
        return None


def test_ce_que_nous_ecrivons_se_lit_vite():
    assert read_plain(PLAINE, ["a.json", "b.csv"], MAX) == {n: CONTENU[n] for n in ("a.json", "b.csv")}
    assert read_plain(PLAINE, ["c", "d.parquet"], MAX) == {n: CONTENU[n] for n in ("c", "d.parquet")}
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w") as ecrit:
        ecrit.writestr("a.json", b"{}")
    assert read_plain(stored.getvalue(), ["a.json"], MAX) == {"a.json": b"{}"}


def test_ce_qui_manque_ou_deborde_est_laisse_a_zipfile():
    assert read_plain(PLAINE, ["absent"], MAX) is None
    assert read_plain(PLAINE, ["b.csv"], 1_199) is None
    assert read_plain(b"", ["a.json"], MAX) is None


def _with_comment() -> bytes:
    flux = BytesIO(PLAINE)
    with zipfile.ZipFile(flux, "a") as ecrit:
        ecrit.comment = b"bonjour"
    return flux.getvalue()


def _twice() -> bytes:
    flux = BytesIO(PLAINE)
    with pytest.warns(UserWarning), zipfile.ZipFile(flux, "a") as ecrit:
        ecrit.writestr("a.json", b"[]")
    return flux.getvalue()


def _bombe() -> bytes:
    """A file that unpacks to more than its entry announces."""
    taille = len(CONTENU["b.csv"]).to_bytes(4, "little")
    return PLAINE.replace(taille, (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    "octets",
    [_with_comment, _twice, _bombe, lambda: b"avant" + PLAINE, lambda: PLAINE + b"\0", lambda: PLAINE[:-30]],
)
def test_un_paquet_hors_de_l_ordinaire_est_laisse_a_zipfile(octets):
    assert read_plain(octets(), ["a.json", "b.csv"], MAX) is None


@given(st.integers(0, len(PLAINE) - 1), st.integers(1, 255))
def test_un_octet_change_n_est_jamais_lu_autrement_que_par_zipfile(ou: int, de: int):
    octets = PLAINE[:ou] + bytes([PLAINE[ou] ^ de]) + PLAINE[ou + 1 :]
    lus = read_plain(octets, ["a.json", "b.csv"], MAX)
    assert lus is None or lus == _slow(octets, ["a.json", "b.csv"])


def test_chaque_octet_compte():
    """All of them, one way: what hypothesis draws above may miss the few that matter."""
    for ou in range(len(PLAINE)):
        octets = PLAINE[:ou] + bytes([PLAINE[ou] ^ 0x41]) + PLAINE[ou + 1 :]
        lus = read_plain(octets, ["a.json", "b.csv"], MAX)
        assert lus is None or lus == _slow(octets, ["a.json", "b.csv"]), ou
