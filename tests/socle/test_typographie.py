"""French as it is printed: nothing that opens or ends a line alone."""

from __future__ import annotations

import pytest

from workbench.socle.typographie import insecables


@pytest.mark.parametrize(
    ("phrase", "attendu"),
    [
        ("Pourquoi, « groupe ».", "Pourquoi, «\u00a0groupe\u00a0»."),
        ("a (5) ; b : c ?", "a (5)\u00a0; b\u00a0: c\u00a0?"),
        ("! à risque", "! à risque"),  # a sign of ours, not a mark of the sentence
        ("https://a.b:80 ;x", "https://a.b:80 ;x"),
        ("fin !", "fin\u00a0!"),
    ],
)
def test_un_signe_ne_reste_pas_seul(phrase: str, attendu: str):
    assert insecables(phrase) == attendu
    assert insecables(attendu) == attendu
