"""Every export, by bullet."""

from __future__ import annotations

from tests.exports.autres import AUTRES
from tests.exports.autres_classeurs import AUTRES_CLASSEURS
from tests.exports.cas import Export
from tests.exports.classeurs import ANNUAIRES, CLASSEURS
from tests.exports.encore import ENCORE
from tests.exports.encore_2 import ENCORE_2
from tests.exports.encore_2_fichiers import ENCORE_2_FICHIERS
from tests.exports.encore_3 import ENCORE_3
from tests.exports.encore_3_fichiers import ENCORE_3_FICHIERS
from tests.exports.encore_4 import ENCORE_4
from tests.exports.encore_4_fichiers import ENCORE_4_FICHIERS
from tests.exports.encore_4_livraisons import ENCORE_4_LIVRAISONS
from tests.exports.encore_fichiers import ENCORE_FICHIERS
from tests.exports.livraisons import ABSENTES, JUGEES, NIRS_
from tests.exports.nombres import NOMBRES
from tests.exports.noms_dates import DATES_, NOMS_
from tests.exports.textes import LETTRES, TEXTES, VIDES

TOUS: list[Export] = [
    *NOMBRES,
    *NOMS_,
    *DATES_,
    *TEXTES,
    *VIDES,
    *NIRS_,
    *LETTRES,
    *CLASSEURS,
    *ANNUAIRES,
    *JUGEES,
    *ABSENTES,
    *AUTRES,
    *AUTRES_CLASSEURS,
    *ENCORE,
    *ENCORE_FICHIERS,
    *ENCORE_2,
    *ENCORE_2_FICHIERS,
    *ENCORE_3,
    *ENCORE_3_FICHIERS,
    *ENCORE_4,
    *ENCORE_4_FICHIERS,
    *ENCORE_4_LIVRAISONS,
]
