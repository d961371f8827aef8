"""A damaged archive is read or refused as a schema fault; no other exception comes out."""

import io
import zipfile

import numpy as np

from models.live.failure import FetchError
from models.live.providers.french import _text


def test_a_damaged_archive_is_a_schema_fault():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("data.csv"), "202601,  1.23, -4.56\n" * 40)
    good, rng, kinds = whole.getvalue(), np.random.default_rng(5), []
    assert _text(good, "data").startswith("202601")
    for _ in range(2000):
        damaged = bytearray(good)
        for at in rng.integers(2, len(good), size=rng.integers(1, 6)):
            damaged[at] = rng.integers(256)
        try:
            _text(bytes(damaged), "data")
        except FetchError as failure:
            kinds.append(failure.kind)
    assert set(kinds) == {"schema"}
    assert len(kinds) > 500
