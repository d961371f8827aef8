"""A link as it was before mail and chat programs had their way with it.

They escape it for HTML (`&amp;`), encode it once more (`%2520`, `%26`), change capitals, turn straight
quotes into curved ones and take the full stop of a sentence along. What can be undone without a guess
is undone here; what then still is no key or value of ours is named by :mod:`models.scenario.link`.
"""

import difflib
import html
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, unquote_plus

_ROUNDS = 3  # of encoding, one a program on the way
_STRAIGHT = str.maketrans("’‘“”\u00a0", "''\"\" ")
_ENDS = " \t\r\n.,;:!?)>]\"'"
# Keys that other programs add to any address, and Streamlit's own.
_OF_OTHERS = re.compile(
    r"utm_\w+|\w*clid|embed(?:_options)?|mc_[ce]id|ref|source|_g[al]", re.IGNORECASE
)


def repaired(values: Mapping[str, str], keys: Iterable[str], free_text: str) -> dict[str, str]:
    """Return the parameters of a link under the keys they were written with.

    `keys` are all that we know. The value of `free_text`, a reader's own words, may hold anything; it is
    decoded only where another parameter shows that the link was encoded once more.
    """
    known = {key.lower(): key for key in keys}
    found: dict[str, str] = {}
    words: str | None = None
    encoded_again = False
    for key, value in values.items():
        ours = plain_key(key, known)
        if ours is None:
            found |= _pairs(f"{key}={value}", known) or {key: value}
        elif ours == free_text:
            words = value
        else:
            plain = html.unescape(_decoded(value))
            if plain != value:
                encoded_again, plain = True, plain.replace("+", " ")
            first, *others = _split(plain, known)
            found[ours] = first.rstrip(_ENDS)
            for other in others:
                found |= _pairs(other, known)
    if words is not None:
        found[free_text] = unquote_plus(words) if encoded_again else words
    return found


def same_text(one: str, other: str) -> bool:
    """Whether two spellings of a choice differ only in what programs change on the way."""
    return _essence(one) == _essence(other)


def number_text(text: str) -> str:
    """Return a number as it was before a full stop or a bracket of the sentence around stuck to it.

    A minus may be the sign that the screen prints.
    """
    return (
        text.translate(_STRAIGHT).replace("\N{MINUS SIGN}", "-").strip().rstrip(_ENDS)
        if re.match(r"\s*[-+.\d\N{MINUS SIGN}]", text)
        else text
    )


def of_others(key: str) -> bool:
    """Whether a parameter is one that other programs add to any address."""
    return bool(_OF_OTHERS.fullmatch(key))


def nearest(key: str, keys: Iterable[str]) -> str | None:
    """Return the key most like an unknown one, if any is."""
    known = {name.lower(): name for name in keys}
    bare = key.lower().replace("-", "_").replace("labor_", "labour_")
    if bare in known:
        return known[bare]
    starts = [name for name in known if name.startswith(f"{bare}_")]
    close = starts[:1] or difflib.get_close_matches(bare, known, 1, 0.6)
    return known[close[0]] if close else None


def _essence(text: str) -> str:
    bare = html.unescape(unquote_plus(text)).translate(_STRAIGHT).casefold()
    return " ".join(re.sub(r"[+_\s]+", " ", bare).strip(_ENDS).replace("'", "").split())


def plain_key(key: str, known: Mapping[str, str]) -> str | None:
    """Return the key that one was written as, by those known in lower case; None if it is none."""
    bare = html.unescape(_decoded(key)).strip().lstrip("?&;").removeprefix("amp;")
    return known.get(bare.lower())


def _decoded(text: str) -> str:
    for _ in range(_ROUNDS):
        after = unquote(text)
        if after == text:
            break
        text = after
    return text


def _split(text: str, known: Mapping[str, str]) -> list[str]:
    """Cut where another of our parameters begins."""
    names = "|".join(map(re.escape, known))
    return re.split(rf"[&;?](?:amp;)?(?=(?:{names})=)", text, flags=re.IGNORECASE)


def _pairs(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return our parameters in a text that holds several; none where it begins with no key of ours."""
    whole = html.unescape(_decoded(text)).lstrip("?&; ")
    found: dict[str, str] = {}
    for piece in _split(whole, known):
        key, mark, value = piece.partition("=")
        ours = plain_key(key, known)
        if mark and ours:
            found[ours] = value.replace("+", " ").rstrip("=") if ours not in found else found[ours]
    return found
