"""Presets: the files of `presets/`, each the `[intake]` of one system's files."""


def record_paths() -> tuple[str, ...]:
    """The paths of the elements that are records, of every preset that reads XML."""
    return ("SuperStarReport/Record", "CTfile/CTFpupilData/Pupil", "iSAMS/PupilManager/CurrentPupils/Pupil")
