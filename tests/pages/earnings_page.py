"""What the tests of the Earnings page share: its address, the charts sent and the words on it."""

import io
import json

import pyarrow as pa

PAGE = "pages/earnings.py"


def charts(app):
    """Return the charts as {alt: (spec, {dataset: frame})}."""
    found = {}
    for element in app.get("vega_lite_chart"):
        sent = {
            dataset.name: pa.ipc.open_stream(io.BytesIO(dataset.data.data)).read_pandas()
            for dataset in element.proto.datasets
        }
        found[element.proto.alt] = (json.loads(element.proto.spec), sent)
    return found


def texts(app):
    elements = [*app.title, *app.header, *app.subheader, *app.caption, *app.main.markdown]
    return [element.value for element in elements]
