# Checks an export of an audit with nothing but its own lines: python3 verify.py FILE
import hashlib, json, sys

FIELDS = ["position", "at", "by_id", "via", "kind", "type", "record_id", "title", "diff", "trace", "changeset", "behalf_id", "cause", "row"]


def sha(data):
    return hashlib.sha256(data).digest()


def frame(texts):
    parts = (b"-," if t is None else b"%d:%s," % (len(t.encode()), t.encode()) for t in texts)
    return b"".join(parts)


def root_of(leaf, index, size, path):
    """RFC 9162, 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = sha(b"\1" + p + r)
            while fn & 1 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha(b"\1" + r + p)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


def main():
    seal, position, erased = None, 0, 0
    for line in open(sys.argv[1], encoding="utf-8"):
        one = json.loads(line)
        if one["line"] == "seal":
            if seal and position != seal["last"]:
                return f"entry {position + 1} is missing"
            before = (seal["number"], seal["last"], seal["hash"]) if seal else (0, 0, "00" * 32)
            seal = one
            content = [seal["workspace"], str(seal["number"]), str(seal["first"]), str(seal["last"]), str(seal["form"]), seal["sealed_at"], seal["root"], seal["previous"]]
            if sha(b"\2" + frame(content)).hex() != seal["hash"] or (seal["number"] - 1, seal["first"] - 1, seal["previous"]) != before:
                return f"seal {seal['number']} does not hold"
            continue
        values = one["values"]
        if int(values["position"]) != position + 1:
            return f"entry {position + 1} is missing"
        position += 1
        leaf = sha(b"\0" + bytes.fromhex(one.get("salt", "")) + frame([one["workspace"]] + [values[f] for f in FIELDS]))
        if "erased" in one:
            erased, leaf = erased + 1, bytes.fromhex(one["erased"])
        root = root_of(leaf, position - seal["first"], seal["last"] - seal["first"] + 1, [bytes.fromhex(h) for h in one["path"]])
        if root is None or root.hex() != seal["root"]:
            return f"entry {position} was changed"
    if seal and position != seal["last"]:
        return f"entry {position + 1} is missing"
    return f"{position} entries are as they were" + (f", {erased} of them erased" if erased else "")


print(main())
