"""The fictional GHT whose deliveries are damaged here."""

from tests.ecritures.conftest import demo_200

__all__ = ["demo_200"]
