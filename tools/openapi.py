"""The API's own description, as the web app's client is generated from it. Needs no server and no database.

.venv/bin/python tools/openapi.py            writes web/openapi.json
.venv/bin/python tools/openapi.py --check    says whether it is as the code has it; exit code 1 when not
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "web" / "openapi.json"


def description() -> str:
    """The description as the file has it: the same text for the same code."""
    from atende.app import create_api  # the whole product is read only when it is asked for

    said = create_api().openapi()
    said["info"]["version"] = "0"  # a release alone changes no client
    return json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(words: list[str]) -> int:
    """0 when web/openapi.json is (now) as the code has it."""
    said = description()
    if words == ["--check"]:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == said:
            return 0
        print("web/openapi.json is not what the code says. Run: make client", file=sys.stderr)
        return 1
    TARGET.write_text(said, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main(sys.argv[1:]))
