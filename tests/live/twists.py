"""What may happen to a good answer on its way."""

import csv
import json
import re
import zipfile
from io import BytesIO, StringIO

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


def again(change):
    """Send the answer's bytes as a function of them makes them."""
    return lambda _, good: Response(change(good.get_data()))


def said_again(change):
    """The same for an answer in JSON: the function changes what was said, in place."""

    def say(_, good):
        said = json.loads(good.get_data())
        change(said)
        return Response(json.dumps(said))

    return say


def rows_again(change, head=0):
    """The same for rows of cells, those of the column names first; `head` lines above them stay."""

    def write(content):
        lines, text = content.decode().splitlines(keepends=True), StringIO()
        rows = change(list(csv.reader(lines[head:])))
        csv.writer(text, lineterminator="\n").writerows(rows)
        return ("".join(lines[:head]) + text.getvalue()).encode()

    return again(write)


def with_members(*more):
    """Put further files into an archive."""

    def pack(content):
        packed = BytesIO(content)
        with zipfile.ZipFile(packed, "a") as archive:
            for name in more:
                archive.writestr(name, "OBS,XGAP2\n1999Q1,77\n")
        return packed.getvalue()

    return again(pack)


def paged(request, good):
    """Send two hundred rows at a time, and say how many pages there are."""
    rows, page, size = json.loads(good.get_data())["data"], int(request.args["page[number]"]), 200
    meta = {"count": size, "total-pages": -(-len(rows) // size)}
    return Response(json.dumps({"data": rows[(page - 1) * size : page * size], "meta": meta}))


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
