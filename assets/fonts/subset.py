#!/usr/bin/env python3
"""Makes the fonts in this folder and ../icons from their full releases.

    pip install fonttools
    npm pack @expo-google-fonts/noto-sans-sc @expo-google-fonts/noto-sans @phosphor-icons/web   # and unpack each
    ./subset.py --sc DIR --latin DIR --phosphor DIR

Noto Sans SC: the characters of GB 2312, characters of names and places that GB 2312 lacks, Latin, punctuation and the
symbols that the window uses. Noto Sans: Latin letters with marks that Noto Sans SC lacks (Maltese, Polish, ...).
Phosphor: the icons listed in ICONS, at their code points.
"""

import argparse
import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).parent

# In names of people and places, not in GB 2312.
NAMES = (
    "堃喆㛃昇镕璟瑄珺煊玥翀赟玘璠淼垚犇骉甪邨祎塍堽埗洑溇漕泖璘瑀琤琇珅珣珝瑢璐瑛瑗琰琬琮琛堉峣崚嵘巘彧忞怡怿悫惢愔慜懿昉昀昕昳晗晞"
    "晟晖暄暐暻曈曌杺枘柷桉桢梽棨椤楒楠榕槿橦檑欤毓沄沅沨泠洺浠浥涢涫淏淙湉湜湲溍溦滎滢潆澍澔濛瀞炆炘炜焓焜焱熳燚犸猷玎玏玒玓玕"
    "玚玟玢玫珂珈珞珥珧珩珮琊琎琏琚琝琨琪琭琯瑆瑒瑧瑨瑱瑾璇璎璞璨璪瓅瓒畇畯皓皛皞眀睿瞳砼磊祐祺禔禛禤禩稹穠竑竣笪筠筱箬篪粲绂绚绮"
    "缦罡翊翙翚翛耔聿臻芃芊芮芷苒茗茜茸荃荇荑荟莙莜莞菀菁萩葳蒨蓁蓥蔚蔺薇藜蘅蘭虢蛟蠡裎裒覃觐訚訸诒诠谌谞谧豫豳贇赉赪跞轩轶辀"
    "迤逄逦逯邈邕邗邘邙邡邰邳邴邶邺邾郃郄郅郏郐郓郗郚郜郝郢郦郧郫郯郾鄄鄌鄞鄢鄣鄯鄱鄹酆醴釜鋆鑫钇钊钕钤钰铉铎铖铠铤铭铮锟锴镌镒镠镡镤镭"
    "闫闵阊阏阒阗阚陂陉陔陟隗隰隽雒雩雯霁霂霏霖靓靖鞠韪韫韬頔颀颉颋颍颎颙颢颿飏飔馥馨骁骅骐骙骢骥魁鲍鲲鳌鸢鸾鹄鹏鹤麒麟黟黻黼齐龑龢"
    "叁丟並乾亙佈偉傑備傳億儀優兒內兩冊凱別剛創劃劇劉動勝勞區協單卻厭廠厲參雙發變號嘩園國圍圖團場塊壩壯聲處複夠頭夾奪奮奧婦媽嫵孫學寧實審寫寬寶對尋導將專"
)

SYMBOLS = "±≥≤²³·–—…→←↑↓▲▼▶◀÷×°′″㎡㎞㎜㎝℃‰≈≠∞√∑∩∪−¼½¾①②③④⑤⑥⑦⑧⑨⑩●○◆◇■□★☆◉◎✓✗△▽€£¥¢§©®™µ¶†‡•‹›«»“”‘’„‚ ⌘⇧⌥⌃"

ICONS = {
    "eye": 0xE220, "eye-slash": 0xE224, "x": 0xE4F6, "plus": 0xE3D4, "minus": 0xE32A, "folder-open": 0xE256,
    "file-plus": 0xE236, "export": 0xEAF0, "sun": 0xE472, "moon": 0xE330, "caret-down": 0xE136, "caret-up": 0xE13C,
    "caret-right": 0xE13A, "caret-left": 0xE138, "caret-up-down": 0xE140, "warning": 0xE4E0, "warning-circle": 0xE4E2,
    "info": 0xE2CE, "check": 0xE182, "check-circle": 0xE184, "x-circle": 0xE4F8, "map-pin": 0xE316,
    "crosshair": 0xE1D6, "frame-corners": 0xE626, "arrows-out": 0xE0A2, "tree": 0xE6DA, "park": 0xECB2,
    "toilet": 0xE79A, "trash": 0xE4A6, "recycle": 0xE75A, "flower": 0xE75E, "plant": 0xEBAE, "letter-circle-p": 0xEC08,
    "sidebar-simple": 0xEC24, "square-half-bottom": 0xEB16, "dots-three": 0xE1FE, "dots-three-vertical": 0xE208,
    "list": 0xE2F0, "magnifying-glass": 0xE30C, "stack": 0xE466, "polygon": 0xE6D0, "house": 0xE2C2,
    "buildings": 0xE102, "road-horizon": 0xE838, "users": 0xE4D6, "keyboard": 0xE2D8, "translate": 0xE4A2,
    "globe": 0xE288, "map-trifold": 0xE31A, "target": 0xE47C, "download-simple": 0xE20C, "upload-simple": 0xE4C0,
    "file-text": 0xE23A, "book-open": 0xE0E6, "chart-bar": 0xE150, "chart-line": 0xE154, "palette": 0xE6C8,
    "arrow-counter-clockwise": 0xE038, "selection-all": 0xE746, "bounding-box": 0xE6CE, "question": 0xE3E8,
    "copy": 0xE1CA, "ruler": 0xE6B8, "command": 0xE1C4, "clock": 0xE19A, "stop": 0xE46C,
    "map-pin-plus": 0xE314, "rectangle": 0xE3F0, "circle": 0xE18A, "cursor": 0xE1DC, "hand": 0xE298,
    "arrow-u-up-left": 0xE08A, "arrow-u-up-right": 0xE08C, "pencil-simple": 0xE3B4, "play": 0xE3D0, "pause": 0xE39E,
    "calendar-blank": 0xE10A, "flag": 0xE244, "push-pin": 0xE3E2, "chat-circle-text": 0xE16E, "git-branch": 0xE278,
    "git-fork": 0xE27E, "git-merge": 0xE280, "git-diff": 0xE27C, "arrows-left-right": 0xE0A0, "swap": 0xE83C,
    "check-square": 0xE186, "square": 0xE45E, "clock-counter-clockwise": 0xE1A0, "file-pdf": 0xE702,
    "file-xls": 0xEB22, "file-csv": 0xEB1C, "file-zip": 0xE958, "image": 0xE2CA, "package": 0xE390, "printer": 0xE3DC,
    "magnet-straight": 0xE682, "lock-simple": 0xE308, "lock-simple-open": 0xE30A, "star": 0xE46A,
    "sliders-horizontal": 0xE434, "arrows-clockwise": 0xE094, "shield-check": 0xE40C, "prohibit": 0xE3DE,
    "arrow-right": 0xE06C, "arrow-left": 0xE058, "funnel": 0xE266, "list-checks": 0xEADC, "table": 0xE476,
    "bookmark-simple": 0xE0EA, "floppy-disk": 0xE248, "link": 0xE2E2, "note-pencil": 0xE34C, "trend-up": 0xE4AE,
    "trend-down": 0xE4AC, "folder-plus": 0xE258, "file-arrow-up": 0xE61E, "arrows-out-cardinal": 0xE0A4,
    "resize": 0xED6E, "hourglass-medium": 0xE2B8, "arrow-square-out": 0xE5DE, "clipboard-text": 0xE198,
    "camera": 0xE10E, "lightning": 0xE2DE, "plus-circle": 0xE3D6, "minus-circle": 0xE32C, "currency-cny": 0xE54E,
    "tag": 0xE478, "user": 0xE4C2, "timer": 0xE492,
}


def gb2312() -> set[int]:
    """Every character of GB 2312 rows 1-9 and 16-87."""
    chars = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                chars.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return chars


def make(source: pathlib.Path, target: pathlib.Path, wanted: set[int], tables: list[str]) -> None:
    font = TTFont(source)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += tables
    options.notdef_outline = True
    options.recalc_timestamp = False
    worker = subset.Subsetter(options)
    have = set(font.getBestCmap())
    worker.populate(unicodes=wanted & have)
    worker.subset(font)
    font.save(target)
    print(target.name, target.stat().st_size, "bytes,", len(wanted & have), "characters, lacking", len(wanted - have))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sc", type=pathlib.Path, required=True)
    arguments.add_argument("--latin", type=pathlib.Path, required=True)
    arguments.add_argument("--phosphor", type=pathlib.Path, required=True)
    given = arguments.parse_args()

    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x250))
    chinese = gb2312() | {ord(c) for c in NAMES + SYMBOLS} | latin | set(range(0x3000, 0x3040)) | set(range(0xFF01, 0xFF5F))
    chinese |= set(range(0x2010, 0x2028)) | set(range(0x2030, 0x203F))
    extra = set(range(0xA0, 0x250)) | set(range(0x1E00, 0x1F00)) | set(range(0x370, 0x400)) | set(range(0x400, 0x460))
    extra |= {0x2BC, 0x2BB, 0x2B9, 0x2BA}
    drop = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "prep", "gasp", "DSIG", "VORG"]
    for weight, folder in (("Regular", "400Regular"), ("SemiBold", "600SemiBold")):
        sc = given.sc / folder / f"NotoSansSC_{folder}.ttf"
        make(sc, HERE / f"NotoSansSC-{weight}.ttf", chinese, drop)
        have = set(TTFont(HERE / f"NotoSansSC-{weight}.ttf").getBestCmap())
        make(given.latin / folder / f"NotoSans_{folder}.ttf", HERE / f"NotoSans-{weight}.ttf", extra - have, drop)
    make(given.phosphor / "src/regular/Phosphor.ttf", HERE.parent / "icons/Phosphor.ttf", set(ICONS.values()), drop)


if __name__ == "__main__":
    main()
