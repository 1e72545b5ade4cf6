"""Which rows are worth a comparison: MinHash over the stems, in arrays.

A row's shingles are the character 2- and 3-grams of its stems (64 permutations, 21 bands of 3), so
that spacing, word order and grammar play no part and a slip costs little. The facts of the row are
in the hash of each band: rows that differ in a number or a negation never meet. Everything is a
function of the texts alone: no process, no order of rows and no Python hash has a say.

Source: Broder, On the resemblance and containment of documents (1997).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
Signatures = npt.NDArray[np.uint16]

PERMUTATIONS = 64
BAND = 3
BANDS = PERMUTATIONS // BAND
WINDOW = 12
"""Neighbours that a row is compared with in one bucket."""
CHUNK = 2048
"""Rows whose signatures are made at once: 2,048 rows of 30 stems are 16 MB. The lower half of a
minimum is kept: two that differ have it in common once in 65,536 times."""
MIN_AGREEMENT = 0.28
"""Of two signatures; an estimate of the Jaccard index of the shingles."""
BEST = 8
"""Comparisons of one row at most, best first."""

_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def unique(values: U64) -> U64:
    """The values once each, ascending."""
    ordered = np.sort(values)
    return (
        ordered[np.concatenate((np.ones(1, bool), ordered[1:] != ordered[:-1]))]
        if len(ordered)
        else ordered
    )


def mixed(values: U64) -> U64:
    """SplitMix64's finisher: every bit of the input moves every bit of the result."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * _MIX1
        values = (values ^ (values >> np.uint64(27))) * _MIX2
    return np.asarray(values ^ (values >> np.uint64(31)), dtype=np.uint64)


_STEPS = np.arange(1, 2 * PERMUTATIONS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
_FACTORS = mixed(_STEPS[:PERMUTATIONS]) | np.uint64(1)
_OFFSETS = mixed(_STEPS[PERMUTATIONS:])


def stem_signatures(stems: Sequence[str]) -> npt.NDArray[np.uint32]:
    """One row of PERMUTATIONS minima for each stem. An empty stem has no shingles: all maxima."""
    result = np.full((len(stems), PERMUTATIONS), np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(stems), CHUNK):
        part = stems[start : start + CHUNK]
        shingles, owners = _shingles(part)
        if not len(shingles):
            continue
        first = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        with np.errstate(over="ignore"):
            for number in range(PERMUTATIONS):
                hashed = (shingles * _FACTORS[number] + _OFFSETS[number]) >> np.uint64(32)
                minima = np.minimum.reduceat(hashed.astype(np.uint32), first)
                result[start + owners[first], number] = minima
    return result


def _shingles(stems: Sequence[str]) -> tuple[U64, I64]:
    """Hashes of all 2- and 3-grams of `^stem$`, and the index of the stem each belongs to."""
    text = "".join(f"\x02{stem}\x03" if stem else "" for stem in stems)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    points = points.astype(np.uint64)
    if len(points) < 3:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    lengths = np.array([len(stem) + 2 if stem else 0 for stem in stems])
    owner = np.repeat(np.arange(len(stems)), lengths)
    pairs = mixed(points[:-1] << np.uint64(24) | points[1:])
    in_pair = owner[:-1] == owner[1:]
    triples = mixed(pairs[:-1] ^ (points[2:] << np.uint64(40)))
    in_triple = owner[:-2] == owner[2:]
    hashes = np.concatenate((pairs[in_pair], triples[in_triple]))
    owners = np.concatenate((owner[:-1][in_pair], owner[:-2][in_triple]))
    order = np.argsort(owners, kind="stable")
    return hashes[order], owners[order]


def band_keys(signatures: Signatures, facts: U64, band: int) -> U64:
    """The bucket of each row in one band."""
    wide = signatures[:, band * BAND : (band + 1) * BAND].astype(np.uint64)
    key = mixed(wide[:, 0] << np.uint64(32) | wide[:, 1])
    key = mixed(key ^ wide[:, 2] ^ (np.uint64(band) << np.uint64(40)))
    return mixed(key ^ facts)


def bucket_pairs(keys: U64, window: int = WINDOW, rows: I64 | None = None) -> U64:
    """Codes `low << 32 | high` of rows with equal keys, at most `window` apart in their bucket.
    Rows are in an order that texts decide, so that the neighbours are always the same. Key i is
    that of row i, or of `rows[i]`."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    named = order if rows is None else rows[order]
    found = []
    for apart in range(1, window + 1):
        same = np.flatnonzero(ordered[apart:] == ordered[:-apart])
        if not len(same):
            break
        one = named[same].astype(np.uint64)
        other = named[same + apart].astype(np.uint64)
        found.append(np.minimum(one, other) << np.uint64(32) | np.maximum(one, other))
    return unique(np.concatenate(found)) if found else np.zeros(0, np.uint64)


def similar_pairs(signatures: Signatures, facts: U64) -> U64:
    """Codes of pairs that share a bucket and enough of their signatures, the best of each row."""
    found = np.zeros(0, np.uint64)
    for band in range(BANDS):
        codes = bucket_pairs(band_keys(signatures, facts, band))
        found = unique(np.concatenate((found, codes)))
    agreement = agreements(signatures, found)
    del signatures  # no longer needed, and large
    kept = agreement >= MIN_AGREEMENT * PERMUTATIONS
    return best_of_each(found[kept], agreement[kept])


def agreements(signatures: Signatures, codes: U64) -> npt.NDArray[np.uint8]:
    """In how many permutations the two rows of each code agree."""
    result = np.empty(len(codes), dtype=np.uint8)
    for start in range(0, len(codes), CHUNK * 4):
        part = codes[start : start + CHUNK * 4]
        one, other = rows_of(part)
        result[start : start + len(part)] = (signatures[one] == signatures[other]).sum(axis=1)
    return result


def best_of_each(codes: U64, agreement: npt.NDArray[np.uint8], best: int = BEST) -> U64:
    """Those that are among the `best` of one of their two rows; of equal ones the first. `codes`
    ascend."""
    if not len(codes):
        return codes
    less = PERMUTATIONS - agreement
    # Codes whose higher row it is come first: they are smaller than those whose lower row it is.
    ends = np.concatenate((codes & np.uint64(0xFFFFFFFF), codes >> np.uint64(32)))
    ends <<= np.uint64(8)
    ends[: len(codes)] |= less
    ends[len(codes) :] |= less
    order = np.argsort(ends, kind="stable")
    rows = (ends[order] >> np.uint64(8)).astype(np.uint32)
    del ends
    first = np.flatnonzero(np.concatenate((np.ones(1, bool), rows[1:] != rows[:-1])))
    first = first.astype(np.int32)
    del rows
    rank = np.arange(len(order), dtype=np.int32)
    rank -= np.repeat(first, np.diff(np.append(first, np.int32(len(order)))))
    return unique(codes[order[rank < best] % len(codes)])


def rows_of(codes: U64) -> tuple[I64, I64]:
    low = (codes >> np.uint64(32)).astype(np.int64)
    return low, (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
