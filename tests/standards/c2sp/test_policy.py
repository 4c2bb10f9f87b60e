"""Does a policy accept exactly the checkpoints it describes, and name every fault of a policy file?"""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.errors import InvalidError, ProofError
from yaomai.standards.c2sp import checkpoint, cosignature, policy
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import Signature, SignerKey


def _seed(number):
    return bytes([number]) * 32


LOG = SignerKey("log.example", _seed(1))
NEXT = SignerKey("log.example", _seed(2))
STRANGER = SignerKey("other.example", _seed(3))
X = [CosignerKey(f"x{i}.example", _seed(10 + i)) for i in range(3)]
Y = [CosignerKey(f"y{i}.example", _seed(20 + i)) for i in range(3)]
HEAD = Checkpoint("log.example", 5, bytes(32))

# The example of C2SP tlog-policy, its elided keys filled in.
EXAMPLE = f"""\
log {LOG.verifier}

witness X1 {X[0].verifier}
witness X2 {X[1].verifier}
witness X3 {X[2].verifier}
group X-witnesses 2 X1 X2 X3

witness Y1 {Y[0].verifier}
witness Y2 {Y[1].verifier}
witness Y3 {Y[2].verifier}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def _note(log_keys, witnesses):
    signed = checkpoint.sign(HEAD, log_keys)
    return signed.with_signatures(cosignature.cosign(signed.text, w, 1000 + n) for n, w in enumerate(witnesses))


def test_the_example_accepts_two_x_and_one_y_and_nothing_less():
    read = policy.parse(EXAMPLE)
    accepted = 0
    for chosen in itertools.product([False, True], repeat=6):
        witnesses = [w for w, yes in zip(X + Y, chosen, strict=True) if yes]
        enough = sum(chosen[:3]) >= 2 and sum(chosen[3:]) >= 1
        if enough:
            assert read.check(_note([LOG], witnesses)).checkpoint == HEAD
            accepted += 1
        else:
            with pytest.raises(ProofError, match="quorum of witnesses is not reached"):
                read.check(_note([LOG], witnesses))
    assert accepted == 4 * 7


def test_a_refusal_says_who_is_missing():
    with pytest.raises(ProofError) as refused:
        policy.parse(EXAMPLE).check(_note([LOG], [X[1], Y[2]]))
    assert str(refused.value) == (
        "the quorum of witnesses is not reached: 'X-and-Y' needs 2 of 2, has 1, missing X-witnesses; "
        "'X-witnesses' needs 2 of 3, has 1, missing X1, X3"
    )


def test_a_verdict_says_who_signed_and_when():
    verdict = policy.parse(EXAMPLE).check(_note([LOG], [X[1], Y[2], X[0]]))
    assert verdict.log_keys == (LOG.verifier,)
    assert verdict.witnessed_at == {"X2": 1000, "Y3": 1001, "X1": 1002}


def test_any_listed_key_of_a_log_is_enough_while_it_is_rotated():
    both = policy.simple([LOG.verifier, NEXT.verifier], [], 0)
    for keys in ([LOG], [NEXT], [LOG, NEXT]):
        assert both.check(_note(keys, [])).log_keys == tuple(k.verifier for k in keys)
    with pytest.raises(ProofError, match="no trusted key has signed"):
        policy.simple([LOG.verifier], [], 0).check(_note([NEXT], []))


def test_a_logs_key_does_not_speak_for_another_log():
    two_logs = policy.simple([LOG.verifier, STRANGER.verifier], [], 0)
    forged = checkpoint.sign(HEAD, [])
    forged = forged.with_signatures([STRANGER.sign(forged.text)])
    with pytest.raises(ProofError, match="no trusted key has signed"):
        two_logs.check(forged)
    with pytest.raises(ProofError, match=r"'log.example', which the policy does not name: other.example"):
        policy.simple([STRANGER.verifier], [], 0).check(_note([LOG], []))
    with pytest.raises(ProofError, match="it names no log"):
        policy.parse("quorum none\n").check(_note([LOG], []))


def test_one_wrong_line_of_a_known_witness_refuses_the_note():
    right = _note([LOG], [X[0], X[1], Y[0]])
    wrong = right.with_signatures([Signature(Y[1].name, Y[1].verifier.key_id, bytes(72))])
    read = policy.parse(EXAMPLE)
    assert read.check(right)
    with pytest.raises(ProofError, match=r"y1.example.* does not verify"):
        read.check(wrong)


def test_simple_names_witnesses_after_their_keys_and_tells_two_keys_of_one_name_apart():
    renewed = CosignerKey(X[0].name, _seed(40))
    read = policy.simple([LOG.verifier], [X[0].verifier, renewed.verifier, Y[0].verifier], 2)
    ids = [k.verifier.key_id.hex() for k in (X[0], renewed)]
    assert [w.name for w in read.witnesses] == [f"x0.example/{i}" for i in ids] + ["y0.example"]
    assert read.groups[0].threshold == 2
    with pytest.raises(InvalidError, match="threshold"):
        policy.simple([LOG.verifier], [X[0].verifier], 2)
    assert policy.simple([LOG.verifier], [X[0].verifier], 0).quorum == "none"


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        "quorum none\n",
        f"\t log  {LOG.verifier}\t https://log.example/ \n\n # comment 药\nquorum\tnone\n",
        f"witness K {X[0].verifier}\nwitness \N{KELVIN SIGN} {X[1].verifier} https://x/\nquorum \N{KELVIN SIGN}\n",
        f"witness \udcff {X[0].verifier}\nquorum \udcff\n",  # a name of one octet 0xFF
        f"quorum none\nwitness late {X[0].verifier}\n",
    ],
)
def test_a_policy_comes_back_from_its_text(text):
    read = policy.parse(text.encode("utf-8", "surrogateescape"))
    assert policy.parse(read.format()) == read


def test_limits_that_every_implementation_should_have():
    keys = [CosignerKey(f"w{i}", _seed(i)) for i in range(32)]
    lines = [f"log {SignerKey(f'l{i}', _seed(i)).verifier}" for i in range(32)]
    lines += [f"witness {key.name} {key.verifier}" for key in keys]
    lines += ["group g0 any w0"] + [f"group g{i} any w{i} g{i - 1}" for i in range(1, 32)] + ["quorum g31", ""]
    read = policy.parse("\n".join(lines))
    signed = checkpoint.sign(Checkpoint("l3", 1, bytes(32)), [SignerKey("l3", _seed(3))])
    with pytest.raises(ProofError):
        read.check(signed)
    assert read.check(signed.with_signatures([cosignature.cosign(signed.text, keys[0], 1)]))


W1 = f"witness a {X[0].verifier}\n"
W2 = f"witness b {X[1].verifier}\n"
FAULTS = [
    ("", "/0", "quorum"),
    ("quorum none\nquorum none\n", "/2", "quorum"),
    ("quorum a\n" + W1, "/1", "quorum"),
    (W1 + "quorum a", "/2", "unterminated"),
    (W1 + "quorum a\r\n", "/2", "control-character"),
    ("quorum none\x7f\n", "/1", "control-character"),
    ("Quorum none\n", "/1", "line"),
    ("quorum none extra\n", "/1", "line"),
    ("log\n", "/1", "line"),
    ("group g any\n", "/1", "line"),
    ("quorum\u3000none\n", "/1", "line"),
    (f"log {X[0].verifier}\n", "/1", "key-type"),
    (f"witness a {LOG.verifier}\n", "/1", "key-type"),
    ("log name+00000000+AAAA\n", "/1", "key"),
    (f"log {LOG.verifier}\n" * 2, "/2", "key-twice"),
    (W1 + W1.replace(" a ", " b "), "/2", "key-twice"),
    (W1 + f"witness b {CosignerKey('renamed', X[0].seed).verifier}\n", "/2", "key-twice"),
    (W1 + W2.replace(" b ", " a "), "/2", "name-twice"),
    (W1.replace(" a ", " none "), "/1", "name-twice"),
    (W1 + "group a any a\n", "/2", "name-twice"),
    (W1 + "group g any none\n", "/2", "undefined"),
    (W1 + "group g any g\n", "/2", "undefined"),
    ("group g any a\n" + W1, "/1", "undefined"),
    (W1 + "group g any a a\n", "/2", "member-twice"),
    (W1 + W2 + "group g any a\ngroup h any a b\n", "/4", "member-twice"),
    (W1 + "group g 0 a\n", "/2", "threshold"),
    (W1 + "group g 2 a\n", "/2", "threshold"),
    (W1 + "group g 01 a\n", "/2", "threshold"),
    (W1 + "group g ALL a\n", "/2", "threshold"),
    (W1 + "group g ² a\n", "/2", "threshold"),
]


@pytest.mark.parametrize(("text", "pointer", "code"), FAULTS)
def test_a_fault_is_named_with_its_line(text, pointer, code):
    with pytest.raises(InvalidError) as refused:
        policy.parse(text)
    assert (pointer, code) in [(f.pointer, f.code) for f in refused.value.findings]


def test_all_faults_are_named_at_once():
    with pytest.raises(InvalidError) as refused:
        policy.parse("log x\nnonsense\n" + W1 + "group g 3 a b\nquorum h\n")
    assert [(f.pointer, f.code) for f in refused.value.findings] == [
        ("/1", "key"),
        ("/2", "line"),
        ("/4", "undefined"),
        ("/4", "threshold"),
        ("/5", "quorum"),
    ]


@given(st.integers(0, len(EXAMPLE.encode()) * 8 - 1))
def test_no_flipped_bit_makes_a_policy_weaker(bit):
    """A spoilt policy file is refused, or it still refuses what the right one refuses for want of witnesses."""
    data = bytearray(EXAMPLE.encode())
    data[bit // 8] ^= 1 << bit % 8
    try:
        read = policy.parse(bytes(data))
    except InvalidError:
        return
    # What can be left is a threshold of 3 for 2, or a line that became a comment.
    with pytest.raises(ProofError):
        read.check(_note([LOG], []))
