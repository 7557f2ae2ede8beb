"""What the tests of the log compute for themselves, with Python's hashlib and no code of ours: trees,
proofs, keys and signed notes."""
import base64
import hashlib


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(entry):
    return sha256(b"\0" + entry)


def node(left, right):
    return sha256(b"\1" + left + right)


def root(hashes):
    """The hash of the tree over HASHES, as RFC 6962 section 2.1 defines it."""
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(root(hashes[:split]), root(hashes[split:]))


class Roots:
    """The roots of a growing tree: each leaf is hashed into what stands at its edge, once."""

    def __init__(self):
        self.complete = []  # (height, hash) of complete subtrees, larger ones first
        self.size = 0
        self.known = [root([])]

    def append(self, hashed):
        height = 0
        while self.complete and self.complete[-1][0] == height:
            hashed = node(self.complete.pop()[1], hashed)
            height += 1
        self.complete.append((height, hashed))
        self.size += 1
        whole = self.complete[-1][1]
        for _, left in reversed(self.complete[:-1]):
            whole = node(left, whole)
        self.known.append(whole)


def entry(index):
    """The entry that tests/log/appender.c appends at INDEX."""
    return (f'{{"seq":{index},"op":"assign","name":"svc-{index}","port":{2000 + index},'
            f'"proto":"tcp"}}').encode()


def key_id(name, kind, public_key):
    return sha256(name.encode() + b"\n" + bytes([kind]) + public_key)[:4]


def verifier(name, kind, public_key):
    """The public key as NAME+ID+KEY."""
    return (f"{name}+{key_id(name, kind, public_key).hex()}+"
            f"{base64.b64encode(bytes([kind]) + public_key).decode()}")


def parse_verifier(text):
    name, _, rest = text.strip().partition("+")
    key = base64.b64decode(rest.partition("+")[2], validate=True)
    return name, key[0], key[1:]


def signature_line(name, kind, public_key, signature):
    blob = key_id(name, kind, public_key) + signature
    return f"\u2014 {name} {base64.b64encode(blob).decode()}\n".encode()


def parse_note(data):
    """The text of a signed note and its (name, key ID, signature) lines."""
    text, _, lines = data.rpartition(b"\n\n")
    signatures = []
    for line in lines.decode().splitlines():
        dash, name, blob = line.split(" ")
        assert dash == "\u2014", line
        blob = base64.b64decode(blob, validate=True)
        signatures.append((name, blob[:4], blob[4:]))
    return text + b"\n", signatures


def verify_consistency(old_size, old_root, new_size, new_root, proof):
    """RFC 9162 section 2.1.4.2."""
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof
    if old_size & (old_size - 1) == 0:
        proof = [old_root] + proof
    if not proof:
        return False
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at >>= 1
        last >>= 1
    old = new = proof[0]
    for hashed in proof[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(hashed, old), node(hashed, new)
            while at and not at & 1:
                at >>= 1
                last >>= 1
        else:
            new = node(new, hashed)
        at >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == new_root
