"""Same content, same bytes: archives whose every date is that of the data, workbooks included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MODIFIE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def archive(parties: Mapping[str, bytes], le: date) -> bytes:
    """A zip of these parts, in this order, all dated by the data."""
    flux = BytesIO()
    with ZipFile(flux, "w") as sortie:
        for nom, octets in parties.items():
            entree = ZipInfo(nom, (max(1980, le.year), le.month, le.day, 0, 0, 0))
            entree.compress_type, entree.external_attr = ZIP_DEFLATED, 0o600 << 16
            sortie.writestr(entree, octets)
    return flux.getvalue()


def figer(classeur: bytes, le: date) -> bytes:
    """A workbook without the hour at which it was written: its properties and its parts carry the date of the data."""
    with ZipFile(BytesIO(classeur)) as lu:
        parties = {entree.filename: lu.read(entree) for entree in lu.infolist()}
    coeur = "docProps/core.xml"
    if coeur in parties:
        parties[coeur] = _MODIFIE.sub(rb"\g<1>" + f"{le.isoformat()}T00:00:00Z".encode() + rb"\g<2>", parties[coeur])
    return archive(parties, le)
