"""What keeps SL-202 from being asked of anybody: a current roll in which hardly anyone who is on roll is found."""

from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import FactFrames, Obstacle, OutcomeFrames
from schoolgate.suites.schoolcomms_leavers.evidence import found_on_roll
from schoolgate.suites.schoolcomms_leavers.settings import CURRENT, SchoolcommsLeaversSettings


def obstacles(facts: FactFrames, outcomes: OutcomeFrames, settings: SchoolcommsLeaversSettings) -> tuple[Obstacle, ...]:
    """The identifiers of Schoolcomms and the MIS do not compare: absence from the roll then proves nothing.

    Args:
        facts: a frame per fact table.
        outcomes: what each rule said.
        settings: whom the MIS holds.
    """
    members = facts["members"]
    if settings.mis_holds != CURRENT or members["in_mis__unknown"].all():
        return ()
    roll = found_on_roll(members)
    if roll.compares:
        return ()
    waiting = int((outcomes["members"]["SL-202"] == Outcome.NOT_CHECKED.value).sum())
    if not waiting:
        return ()
    return (
        Obstacle(
            rule="SL-202",
            records=waiting,
            message=f"{roll.found:,} of {roll.members:,} members who are neither leavers nor deleted are found in mis by "
            "their mis_id, though mis is said to hold the current roll: the identifiers do not compare, so whoever is "
            "not in it is not proven to have left.",
            fix="Supply the column mis_id of members with the identifier that the MIS uses, or export mis again with "
            "that of members; if mis holds no current roll, correct mis_holds.",
        ),
    )
