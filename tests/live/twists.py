"""What may happen to a good answer on its way."""

import json
import re
import zipfile
from io import BytesIO

from werkzeug import Response


def replaced(body, status=200, **headers):
    return lambda *_: Response(body, status, headers=headers)


def edited(pattern, by, count=1):
    def edit(_, good):
        good.set_data(re.sub(pattern, by, good.get_data(as_text=True), count=count))
        return good

    return edit


def payrolls_moved(by_month):
    """Have the bureau say other payrolls of some months: thousands by "2026-07"."""

    def revise(_, good):
        said = json.loads(good.get_data())
        (payrolls,) = [s for s in said["Results"]["series"] if s["seriesID"] == "CES0000000001"]
        for row in payrolls["data"]:
            if move := by_month.get(f"{row['year']}-{row['period'][1:]}"):
                row["value"] = f"{float(row['value']) + move:.0f}"
        return Response(json.dumps(said))

    return revise


def first_then_good(*statuses, **headers):
    left = list(statuses)
    return lambda _, good: Response("", left.pop(0), headers=headers) if left else good


def zipped(_, good):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.csv", good.get_data())
    return Response(packed.getvalue())


def swapped(_, good):
    parts = re.findall("<observation .*?/>", good.get_data(as_text=True))
    parts[5], parts[6] = parts[6], parts[5]
    return Response(f"<observations>{''.join(parts)}</observations>")


def twice(_, good):
    return Response(re.sub("(<observation .*?/>)", r"\1\1", good.get_data(as_text=True), count=1))


def without_the_first_years(_, good):
    parts = re.findall("<observation .*?/>", good.get_data(as_text=True))
    return Response(f"<observations>{''.join(parts[120:])}</observations>")


def without_the_last_year(_, good):
    parts = re.findall("<observation .*?/>", good.get_data(as_text=True))
    return Response(f"<observations>{''.join(parts[:-12])}</observations>")


def with_a_hole(_, good):
    parts = re.findall("<observation .*?/>", good.get_data(as_text=True))
    return Response(f"<observations>{''.join(parts[:100] + parts[103:])}</observations>")
