"""Spelling: English without exotic marks, and the Arabic or Hebrew form that belongs to a name."""

import csv
import difflib
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
# Arabic as Arabs write it: ta marbuta and alef maqsura only end a word, and no word begins with a seated hamza.
ARABIC_ONLY = re.compile("^(?!ئ)(?:[\u0621-\u063a\u0641-\u064a \\-](?<![ةى][\u0621-\u063a\u0641-\u064a])(?<! ئ))+$")
HEBREW_ONLY = re.compile("^[\u05d0-\u05ea '\"\u05f3\u05f4\u05be\\-]+$")
ARTICLE = re.compile(r"(?i)^(al|el|ad|adh|an|ar|as|ash|at|ath|az)[ -](?=\w)")
# Latin consonants that a letter may stand for; vowels fall away.
ARABIC = dict(zip("بتثجحخدذرزسشصضطظعغفقكلمنهةويىاأإآءئؤ",
                  "b t t j h k d d r z s s s d t z - g f k k l m n h - w y - - - - - - - -".split()))
HEBREW = dict(zip("בגדהוזחטיכךלמםנןסעפףצץקרשתא",
                  "b g d h w z h t y k k l m m n n s - f f s s k r s t -".split()))
PERSIAN = str.maketrans("کیہ", "كيه")
LATIN = {"c": "k", "q": "k", "v": "w", "p": "f", "x": "k", "u": "-", "e": "-", "i": "-", "o": "-", "a": "-"}


def overrides():
    """key → row of names.csv."""
    with open(HERE / "names.csv", encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def plain(text):
    """Letters without marks: Ḩadīthah → Hadithah, Ba‘qūbah → Baqubah."""
    text = text.replace("ł", "l").replace("Ł", "L").replace("ı", "i")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub("[‘’ʿʾ`ʻʼ'′]", "", text).strip()


def english(text, arab):
    """The spelling shown on the map; `arab` hyphenates the article: Ar Rastan → Ar-Rastan."""
    text = plain(text)
    text = text[:1].upper() + text[1:]
    if arab:
        text = re.sub(r"\b(Al|Ad|Adh|An|Ar|As|Ash|At|Ath|Az) (?=[A-Z])", r"\1-", text)
        text = re.sub(r"(?<= )(al|ad|adh|an|ar|as|ash|at|ath|az) (?=[A-Z])", r"\1-", text)
        text = re.sub(r"^Nahiyat (al-|ash-)?", "", text)
        text = re.sub(r"^Nahiyat ", "", text)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=None)
def key(text):
    """For comparing names: no marks, no article, letters only."""
    return re.sub("[^a-z]", "", ARTICLE.sub("", plain(text).lower()))


@lru_cache(maxsize=None)
def bones(text, table=None):
    text = text.removeprefix("ال") if table is None else text
    if re.search("[a-z]", text.lower()):
        text = ARTICLE.sub("", plain(text).lower())
        text = re.sub("ou", "u", text).replace("kh", "k").replace("gh", "g").replace("sh", "s").replace("ch", "s")
        text = text.replace("th", "t").replace("dh", "d").replace("ts", "s").replace("ph", "f")
        letters = [LATIN.get(c, c if c.isalpha() else "-") for c in text]
    else:
        letters = [ARABIC.get(c) or HEBREW.get(c) or "-" for c in text]
    skeleton = re.sub("[-wyh]", "", "".join(letters))
    return re.sub(r"(.)\1+", r"\1", skeleton)


def native(names, alternates, pattern, least):
    """The alternate in one script whose consonants are nearest to one of `names`."""
    best, best_score = "", least
    article = any(ARTICLE.match(name) for name in names)
    for text in alternates:
        text = re.sub("[\u064b-\u0652\u0640]", "", text)
        if not pattern.match(text) or len(text) > 30:
            continue
        score = max(difflib.SequenceMatcher(None, bones(text), bones(name)).ratio() for name in names)
        score += (0.1 if article else 0.0) * text.startswith("ال") - 0.03 * text.endswith("ى") - 0.004 * len(text)
        score += 0.01 * any(c in text for c in "أإآةئؤ")
        if score > best_score:
            best, best_score = text, score
    return best


def arabic(names, alternates, least=0.55, persian=False):
    """`persian` lets the Persian forms of kaf and ya stand in where no Arabic form is known."""
    found = native(names, alternates, ARABIC_ONLY, least)
    if not found and persian:
        found = native(names, [text.translate(PERSIAN) for text in alternates], ARABIC_ONLY, least)
    return found


def hebrew(names, alternates, least=0.55):
    return native(names, alternates, HEBREW_ONLY, least)


def similar(names, others, fuzzy=True):
    left = {key(n) for n in names if n} - {""}
    right = {key(n) for n in others if n} - {""}
    if left & right:
        return True
    return fuzzy and any(difflib.SequenceMatcher(None, a, b).ratio() >= 0.8 for a in left for b in right if a[0] == b[0])
