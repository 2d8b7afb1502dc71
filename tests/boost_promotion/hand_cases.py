"""All cases of boost-promotion that were worked out by hand, to be put to the oracle and to the product."""

from __future__ import annotations

from typing import Final

from boost_promotion import hand_classes, hand_people, hand_tags

CASES: Final = (*hand_tags.CASES, *hand_classes.CASES, *hand_people.CASES)
