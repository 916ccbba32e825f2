"""pack.py INPUTS OUT: writes assets/gazetteer/world.gaz.

Layout, little-endian, one zlib stream after the 8 bytes "DLGAZ01\\n": for each section its name (4 bytes), its length
(u32) and its bytes.
"""
import array, math, struct, sys, zlib
from collections import defaultdict

from fold import fold
from places import KINDS, read_all, words

places, by_iso = read_all(sys.argv[1])
codes = sorted(by_iso)
number = {iso: i + 1 for i, iso in enumerate(codes)}
lookup = defaultdict(dict)  # folded name → place → whether it is only an alternate name
SPELLINGS = (("deir ", ("dayr ", "dair ", "dair az ")),)
ARTICLES = ("al", "el", "ad", "ar", "as", "ash", "at", "az", "an")


def variants(key, country_is_arab):
    yield key
    first, _, rest = key.partition(" ")
    if country_is_arab and rest and first in ARTICLES:
        yield "al " + rest
        if len(rest) >= 5:
            yield rest
    if country_is_arab and key.startswith(("dayr ", "dair ")):
        yield "deir " + key[5:]
    if "." in key:
        yield key.replace(".", "")
    if key.startswith("st. "):
        yield "st " + key[4:]
        yield "saint " + key[4:]
    if key.startswith("saint "):
        yield "st " + key[6:]
    if key.startswith("mount "):
        yield "mt " + key[6:]
    if key.startswith("fort "):
        yield "ft " + key[5:]
    if key.startswith("city of ") and len(key) > 11:
        yield key[8:]


ARAB = set("IQ SY JO YE SD LB SA EG LY KW BH QA AE OM PS".split())
for i, place in enumerate(places):
    if not i:
        continue
    own = fold(place.name)
    for name in [place.name, *place.names]:
        for key in variants(fold(name), place.country in ARAB):
            key = key.strip(" .") if key.count(".") == 1 and not key.startswith(("u.", "w.")) else key.strip()
            if 2 <= len(key.encode()) <= 255:
                alternate = key != own and place.kind in ("city", "admin1", "admin2")
                lookup[key][i] = lookup[key].get(i, True) and alternate

keys = sorted(lookup, key=str.encode)
blob, lengths, counts, postings = [], bytearray(), bytearray(), bytearray()
for key in keys:
    raw = key.encode()
    blob.append(raw)
    lengths.append(len(raw))
    best = sorted(lookup[key].items(), key=lambda it: (it[1], -places[it[0]].pop))[:120]
    counts.append(len(best))
    for place, alternate in best:
        postings += struct.pack("<I", place << 1 | alternate)[:3]
sections = {b"NAME": b"".join(blob), b"NLEN": bytes(lengths), b"NCNT": bytes(counts), b"POST": bytes(postings)}
column = lambda kind, values: array.array(kind, values).tobytes()
sections[b"LAT_"] = column("i", (round(p.lat * 10000) for p in places))
sections[b"LON_"] = column("i", (round(p.lon * 10000) for p in places))
sections[b"POP_"] = bytes(min(255, round(math.log2(max(0, p.pop) + 1) * 8)) for p in places)
sections[b"KIND"] = bytes(KINDS.index(p.kind) for p in places)
sections[b"CTRY"] = bytes(number.get(p.country, 0) for p in places)
assert len(codes) < 255 and len(places) < 1 << 23
sections[b"ADM1"] = column("H", (p.admin1 if p.admin1 < 65536 else 0 for p in places))
sections[b"ADM2"] = column("H", (p.admin2 if p.admin2 < 65536 else 0 for p in places))
# Radius in kilometres: eighths of the binary logarithm of ten times the radius.
sections[b"RAD_"] = bytes(min(255, round(math.log2(max(0.1, p.radius) * 10) * 8)) for p in places)
shown = [p.name.encode()[:250].decode("utf-8", "ignore").encode() for p in places]
sections[b"SHOW"] = b"".join(shown)
sections[b"SLEN"] = bytes(len(s) for s in shown)
sections[b"ISO2"] = "".join(c if len(c) == 2 else "??" for c in codes).encode()
sections[b"CREC"] = column("I", (by_iso[c] for c in codes))
level, given, sur = words(sys.argv[1])
for tag, table in ((b"WORD", level), (b"GIVN", given), (b"SURN", sur)):
    sections[tag] = "".join(f"{w}\t{table[w]}\n" for w in sorted(table, key=str.encode)).encode()
body = b"".join(tag + struct.pack("<I", len(data)) + data for tag, data in sections.items())
packed = b"DLGAZ01\n" + zlib.compress(body, 9)
open(sys.argv[2], "wb").write(packed)
print(f"{len(places) - 1} places, {len(keys)} names, {len(postings) // 3} links, {len(body)} bytes, packed {len(packed)}")
