"""The folding of names: must do what `src/text/fold.rs` does (a test in the crate compares)."""
import unicodedata

OUT = set("'`´‘’‛′ʹʻʼʽʾʿˊˋ＇׳״ـ\u00ad\u061c\ufeff") | {
    chr(c) for a, b in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069)) for c in range(a, b + 1)
}
UNITE = {
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ς": "σ", "ı": "i", "ł": "l", "ø": "o", "đ": "d",
    "ß": "ss", "æ": "ae", "œ": "oe",
    **{d: " " for d in "-‐‑‒–—―−־"},
    **{chr(0x660 + i): str(i) for i in range(10)}, **{chr(0x6F0 + i): str(i) for i in range(10)},
}


def fold(text):
    if text.isascii():
        text = text.lower().replace("'", "").replace("`", "").replace("-", " ")
        return " ".join(text.split())
    text = "".join(c for c in text if c not in OUT)
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    text = "".join(UNITE.get(c, c) for c in text if not unicodedata.category(c).startswith("M") and c not in OUT)
    return " ".join(text.split())
