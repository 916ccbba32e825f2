"""Cuts the bundled fonts out of the unpacked packages.

    python subset.py WORK OUT

WORK holds the folders inter, serif, arabic, hebrew and phosphor that `build` unpacks; OUT is assets/fonts.
"""

import re
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent

# Latin with all its extensions, Greek, Cyrillic, punctuation, currency, arrows, mathematics, keys, shapes.
TEXT = [
    (0x0020, 0x007E), (0x00A0, 0x052F), (0x1D00, 0x1DBF), (0x1E00, 0x1EFF), (0x2000, 0x20CF), (0x2100, 0x214F),
    (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x24FF), (0x25A0, 0x27BF),
    (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
]
# What a text renderer applies by itself, and tabular and proportional figures for whoever can ask. Not calt: in Inter it
# turns "->" into an arrow, and a quoted text must show what was written.
TEXT_FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "liga", "tnum", "pnum"]

DIGITS = "zero one two three four five six seven eight nine".split()


def cut(font, unicodes, features, names):
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.drop_tables += ["DSIG", "meta", "STAT", "FFTM"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    font.flavor = None
    if names:
        rename(font, *names)


def rename(font, family, style):
    """A reserved font name must not stay on a modified font: the OFL asks for another one."""
    table = font["name"]
    post = f"{family.replace(' ', '')}-{style}"
    plain = style in ("Regular", "Italic", "Bold")
    for record in list(table.names):
        if record.nameID in (16, 17, 21, 22, 25):
            table.removeNames(nameID=record.nameID)
    new = {
        1: family if plain else f"{family} {style}",
        2: style if plain else "Regular",
        3: f"Dateline;{post}",
        4: f"{family} {style}",
        6: post,
    }
    if not plain:
        new[16], new[17] = family, style
    for name_id, text in new.items():
        table.setName(text, name_id, 3, 1, 0x409)


def tabular(font):
    """Every digit gets the glyph of the same width, because the toolkit cannot switch the feature on."""
    for table in font["cmap"].tables:
        for digit, glyph in enumerate(DIGITS):
            if ord("0") + digit in table.cmap:
                table.cmap[ord("0") + digit] = f"{glyph}.tf"


def letters(source, target, names=None, tabular_digits=False):
    font = TTFont(source, recalcTimestamp=False)
    if tabular_digits:
        tabular(font)
    wanted = {c for first, last in TEXT for c in range(first, last + 1)}
    cut(font, wanted & set(font.getBestCmap()), TEXT_FEATURES, names)
    font.save(target)


def script(source, target, ranges):
    """A whole script with all its shaping, and the space, punctuation and digits that belong to its lines."""
    font = TTFont(source, recalcTimestamp=False)
    wanted = {c for first, last in ranges for c in range(first, last + 1)}
    cut(font, wanted & set(font.getBestCmap()), ["*"], None)
    font.save(target)


def icons(source, sheet, target, listing):
    codes = {
        name: int(code, 16)
        for name, code in re.findall(r'\.ph\.ph-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)"', sheet.read_text())
    }
    names = (HERE / "icons.list").read_text().split()
    missing = [name for name in names if name not in codes]
    if missing:
        sys.exit(f"no such icon: {' '.join(missing)}")
    font = TTFont(source, recalcTimestamp=False)
    cut(font, {codes[name] for name in names}, [], None)
    font.save(target)
    listing.write_text("".join(f"{name} U+{codes[name]:04X}\n" for name in sorted(names)))


def main(work, out):
    for style in ("Regular", "Medium", "SemiBold"):
        letters(work / f"inter/web/Inter-{style}.woff2", out / f"Inter-{style}.ttf", tabular_digits=True)
    for cut_name, style in (("400Regular", "Regular"), ("600SemiBold", "SemiBold"), ("400Regular_Italic", "Italic")):
        letters(
            work / f"serif/{cut_name}/SourceSerif4_{cut_name}.ttf",
            out / f"DatelineSerif-{style}.ttf",
            names=("Dateline Serif", style),
        )
    common = [(0x20, 0x7E), (0xA0, 0xFF), (0x2000, 0x206F), (0x25CC, 0x25CC)]
    script(
        work / "arabic/400Regular/NotoNaskhArabic_400Regular.ttf",
        out / "NotoNaskhArabic-Regular.ttf",
        common + [(0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF),
                  (0x10EC0, 0x10EFF), (0x1EE00, 0x1EEFF)],
    )
    script(
        work / "hebrew/400Regular/NotoSansHebrew_400Regular.ttf",
        out / "NotoSansHebrew-Regular.ttf",
        common + [(0x0590, 0x05FF), (0x20AA, 0x20AA), (0xFB1D, 0xFB4F)],
    )
    phosphor = work / "phosphor/src/regular"
    icons(phosphor / "Phosphor.ttf", phosphor / "style.css", out / "Phosphor-Regular.ttf", out / "icons.txt")
    for licence, name in (
        ("inter/LICENSE.txt", "Inter"),
        ("serif/LICENSE_FONT", "SourceSerif4"),
        ("arabic/LICENSE_FONT", "NotoNaskhArabic"),
        ("hebrew/LICENSE_FONT", "NotoSansHebrew"),
        ("phosphor/LICENSE", "Phosphor"),
    ):
        shutil.copyfile(work / licence, out / f"LICENSE-{name}.txt")


main(Path(sys.argv[1]), Path(sys.argv[2]))
