"""What can go wrong, the choosiest faults first and the one that fits everyone last; the modules mirror the rules'."""

from schoolgate.suites.schoolcomms_leavers.sample.faults import after, cypad, deletion, integrity

FAULTS = (*after.FAULTS, *deletion.FAULTS, *cypad.FAULTS, *integrity.FAULTS)
