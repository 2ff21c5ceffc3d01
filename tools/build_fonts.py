"""Builds the two chart fonts in `evallib/showing/fonts` from Noto Sans SC 2.004 (SIL Open Font License 1.1).

    npm install @expo-google-fonts/noto-sans-sc@0.4.3     the source fonts, into ./node_modules
    apt-get install unicode-data                          the Unihan database: which characters are standard
    python3 -m pip install fonttools==4.68.0
    python3 tools/build_fonts.py

Same sources, same bytes. County names such as 硚口 埇桥 浉河 猇亭 瀍河 are outside GB 2312, so the fonts hold
通用规范汉字表 (2013, 8,105 characters), GB 2312 and the signs that reports use.
"""

import argparse
import bz2
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "evallib" / "showing" / "fonts"
PACKAGE = Path("@expo-google-fonts", "noto-sans-sc")
WEIGHTS = {"Regular": "400Regular/NotoSansSC_400Regular.ttf", "Bold": "700Bold/NotoSansSC_700Bold.ttf"}
STANDARD_CHARACTERS = 8105

# Blocks taken whole, as far as the source font has them: first and last code point.
BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: ± × ÷ · ² ³ °
    (0x2010, 0x2044),  # dashes, quotation marks, † ‡ • … ‰ ※
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x217F),  # ℃ № ™ ½ Ⅳ
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x22A5),  # mathematical operators: − √ ≈ ≠ ≤ ≥
    (0x2460, 0x249B),  # ① ⑴ ⒈
    (0x25A0, 0x2606),  # ■ □ ▲ △ ○ ● ◎ ★ ☆
    (0x2713, 0x2717),  # ticks
    (0x3000, 0x301F),  # 、。〇〈〉【】〔〕
    (0x3220, 0x3243),  # ㈠
    (0x338E, 0x33C6),  # ㎏ ㎞ ㎡ ㎥
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),  # ￥ ￡
]

# In a report a missing one of these would be noticed: the build stops if the source font lacks any.
NEEDED = "²³±×÷·—–−‰…†‡§℃№→←↑↓√≈≠≤≥①⑩■□▲△▼▽○●◎◇◆★☆〇〔〕【】《》〈〉「」『』、。，；：？！（）％＋＝￥¥€㎡㎥㎏㎞"


def standard_characters(unihan: Path) -> set[int]:
    """Code points of 通用规范汉字表: the lines of Unihan with the property kTGH."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        found = {int(line.split("\t")[0].removeprefix("U+"), 16) for line in lines if "\tkTGH\t" in line}
    if len(found) != STANDARD_CHARACTERS:
        message = f"{unihan}: {len(found)} characters have kTGH, expected {STANDARD_CHARACTERS}"
        raise SystemExit(message)
    return found


def gb2312_characters() -> set[int]:
    """Code points of the national standard that older forms and file names are limited to."""
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(text) for pair in rows if (text := pair.decode("gb2312", "ignore"))}


def report_signs() -> set[int]:
    """Code points of the blocks of punctuation, numerals and symbols."""
    return {code for first, last in BLOCKS for code in range(first, last + 1)}


def rename(font: TTFont) -> None:
    """Give the font its own name, as a modified version should have; copyright and licence entries stay as they are."""
    names = font["name"]
    for entry in names.names:
        if entry.nameID in (1, 3, 4, 6):  # family, unique id, full name, PostScript name
            entry.string = str(entry).replace("Noto Sans SC", "Eval Sans SC").replace("NotoSansSC", "EvalSansSC")
    names.setName("A selection of characters from Noto Sans SC 2.004, without hinting.", 10, 3, 1, 0x409)


def build(source: Path, target: Path, wanted: set[int]) -> None:
    """Write the selection of `wanted` characters that `source` has to `target`."""
    options = subset.Options(
        hinting=False,
        layout_features=["ccmp", "kern", "mark"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14],
        notdef_outline=True,
        drop_tables=["BASE", "STAT", "vhea", "vmtx"],  # vertical setting and links between weights: not used in charts
    )
    font = subset.load_font(str(source), options)
    available = set(font.getBestCmap())
    lacking = {ord(sign) for sign in NEEDED} - available
    if lacking:
        message = f"{source}: no glyph for {''.join(map(chr, sorted(lacking)))}"
        raise SystemExit(message)
    choice = subset.Subsetter(options)
    choice.populate(unicodes=wanted & available)
    choice.subset(font)
    rename(font)
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {len(wanted & available)} characters, {target.stat().st_size} bytes")


def main() -> None:
    """Read where the sources are and build both weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"), help="folder npm installed into")
    parser.add_argument("--unihan", type=Path, default=Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2"))
    parser.add_argument("--target", type=Path, default=FONTS)
    args = parser.parse_args()
    wanted = standard_characters(args.unihan) | gb2312_characters() | report_signs()
    package = args.node_modules / PACKAGE
    args.target.mkdir(parents=True, exist_ok=True)
    for weight, file in WEIGHTS.items():
        build(package / file, args.target / f"EvalSansSC-{weight}.ttf", wanted)
    (args.target / "OFL.txt").write_bytes((package / "LICENSE_FONT").read_bytes())


if __name__ == "__main__":
    main()
