"""All cases of schoolcomms-leavers that were worked out by hand, to be put to the oracle and to the product."""

from __future__ import annotations

from typing import Final

from schoolcomms_leavers import hand_deleted, hand_members

CASES: Final = (*hand_members.CASES, *hand_deleted.CASES)
