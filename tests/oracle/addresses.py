"""Which addresses mail is delivered to, read off RFC 5321, 5322 and 6531 in plain Python; no library of the product's."""

import unicodedata

_SPECIAL = frozenset('()<>[]:;@\\,"')


def delivered(address: str) -> bool:
    """One @, a dotted domain, no white space; parts between dots that are not empty; nothing that cannot be seen."""
    if address.count("@") != 1 or len(address.encode()) > 254:
        return False
    name, domain = address.split("@")
    labels = domain.split(".")
    seen = all(unicodedata.category(character)[0] not in "CZ" for character in address)
    return seen and _is_name(name) and len(labels) > 1 and all(map(_is_label, labels))


def _is_name(name: str) -> bool:
    return 0 < len(name.encode()) <= 64 and all(name.split(".")) and not _SPECIAL & set(name)


def _is_label(label: str) -> bool:
    whole = all(character.isalnum() or character == "-" for character in label)
    return whole and 0 < len(label) <= 63 and label[0] != "-" != label[-1]
