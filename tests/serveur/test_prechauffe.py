"""What is read before anyone comes: a fault of ours is written, and the next version is read all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.ui.serveur import prechauffe
from workbench.warehouse import AucunePublication


class Fin(BaseException):
    """Ends the watch."""


@pytest.mark.parametrize("faute", [AucunePublication("rien", "rien", "rien"), ZeroDivisionError("à nous")])
def test_une_faute_est_ecrite_et_la_veille_continue(
    faute: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    lus, tours = [], iter([None, None])

    def chauffer(_home: Path, fichier: Path) -> None:
        lus.append(fichier.name)
        if fichier.name == "une":
            raise faute

    def dormir(_secondes: float) -> None:
        if next(tours, Fin) is Fin:
            raise Fin

    versions = iter(["une", "une", "deux"])
    monkeypatch.setattr(prechauffe, "published_path", lambda _home: Path(next(versions)))
    monkeypatch.setattr(prechauffe, "chauffer", chauffer)
    monkeypatch.setattr(prechauffe.time, "sleep", dormir)
    with pytest.raises(Fin):
        prechauffe._veiller(Path())
    assert lus == ["une", "deux"]
    assert [ligne.exc_info[0] for ligne in caplog.records if ligne.exc_info] == (
        [] if isinstance(faute, AucunePublication) else [ZeroDivisionError]
    )
