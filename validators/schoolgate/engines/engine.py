"""Which engines there are."""

from enum import StrEnum


class Engine(StrEnum):
    """Who says which records fail."""

    FUSED = "fused"
    PANDERA = "pandera"
    GX = "gx"
    SQL = "sql"
