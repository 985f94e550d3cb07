"""A table in a document that is made from the tree: hold() compares, or with --write makes it anew."""
import difflib
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def hold(document_name, script, source, rows):
    """Exit status of `script`, which makes `rows` from `source`; prints what differs."""
    begin, end = f"<!-- made by scripts/{script} --write -->", "<!-- end of what is made -->"
    path = TOP / document_name
    document = path.read_text("utf-8")
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    wanted = "\n".join([before + begin, *rows, end]) + after
    if sys.argv[1:] == ["--write"]:
        path.write_text(wanted, "utf-8")
        return 0
    print("\n".join(difflib.unified_diff(document.splitlines(), wanted.splitlines(), document_name, source, lineterm="")))
    return int(document != wanted)
