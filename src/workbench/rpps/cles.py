"""Keys of the national numbers: RPPS (Luhn over 11 digits), FINESS, ADELI.

Source: MOS / ANS FAQ for the RPPS key; `identification nationale` = type prefix (8 for RPPS) + number (TRE_G08).
"""

from __future__ import annotations


def luhn_valid(digits: str) -> bool:
    """Luhn over all the digits, key included."""
    if not digits.isdigit():
        return False
    total = 0
    for rank, char in enumerate(reversed(digits)):
        value = int(char) * (1 + rank % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def clean_rpps(text: str | None) -> str:
    """What was typed, without blanks, dots, Excel's `.0`, nor the prefix 8 of the national identification."""
    if not text:
        return ""
    digits = "".join(char for char in text.strip().removesuffix(".0") if char.isalnum())
    return digits[1:] if len(digits) == 12 and digits.startswith("8") else digits


def rpps_valid(text: str | None) -> bool:
    """Eleven digits whose last is the Luhn key."""
    digits = clean_rpps(text)
    return len(digits) == 11 and luhn_valid(digits)


def finess_valid(text: str | None) -> bool:
    """Nine characters (2A/2B read as 20/21 would be wrong: Corsican numbers keep their letter), Luhn key on the last."""
    value = (text or "").strip().upper().zfill(9)
    if len(value) != 9 or not value[2:].isdigit():
        return False
    digits = value.replace("A", "0").replace("B", "0")
    return luhn_valid(digits)


def adeli_shaped(text: str | None) -> bool:
    """Nine characters starting with a département (01–95, 2A, 2B, 9A–9F); the number is extinct for most professions."""
    value = (text or "").strip().upper()
    department = value[:2]
    return (
        len(value) == 9
        and value[2:].isdigit()
        and (department.isdigit() or department in {"2A", "2B", *(f"9{c}" for c in "ABCDEF")})
    )
