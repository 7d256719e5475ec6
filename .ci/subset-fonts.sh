#!/usr/bin/env bash
# Makes the app's fonts again: Noto Sans SC, cut down to the characters that the screen and most Chinese texts need.
# Needs Debian's fonts-noto-cjk and python3-fonttools.
set -euo pipefail
cd "$(dirname "$0")/.."
out=app/src/main/resources/dev/unroll/app/fonts
chars=$(mktemp)
trap 'rm -f "$chars"' EXIT
python3 - "$chars" <<'PY'
import sys
# GB 2312 level 1: the 3,755 commonest characters; then what stands around them
text = "".join(bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
ranges = [(0x20, 0x7F), (0xA0, 0x180), (0x2C6, 0x2DE), (0x370, 0x400), (0x2010, 0x2050), (0x2070, 0x20A0), (0x2100, 0x2150),
          (0x2190, 0x2200), (0x2200, 0x2300), (0x23CE, 0x23CF), (0x2420, 0x2424), (0x2500, 0x2600), (0x25A0, 0x2600),
          (0x3000, 0x3020), (0xFF00, 0xFF60)]
text += "".join(chr(c) for a, b in ranges for c in range(a, b)) + "⇥⏎␣′″₀₁₂₃"
open(sys.argv[1], "w", encoding="utf-8").write(text)
PY
for weight in Regular Bold; do
  collection=$(fc-list | sed -n "s/^\([^:]*NotoSansCJK-$weight.ttc\):.*/\1/p" | head -1)
  number=$(/usr/bin/python3 -c "
from fontTools.ttLib import TTCollection
fonts = TTCollection('$collection').fonts
print(next(i for i, f in enumerate(fonts) if f['name'].getDebugName(1).startswith('Noto Sans CJK SC')))")
  /usr/bin/python3 -m fontTools.subset "$collection" --font-number="$number" --text-file="$chars" \
    --output-file="$out/NotoSansSC-$weight.otf" --layout-features='kern,tnum,liga' --name-IDs='0,1,2,3,4,5,6,13,14' --drop-tables+=vhea,vmtx,VORG
done
ls -l "$out"
