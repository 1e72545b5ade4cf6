from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.export import splits
from workbench.export.splits import assign, group

IDS = [f"e{number:02d}" for number in range(24)]
SECTIONS = st.dictionaries(st.sampled_from(IDS), st.sampled_from("abcdefgh"), min_size=1)
OTHERS = st.sampled_from([*IDS, "gone1", "gone2"])
LINKS = st.lists(st.tuples(st.sampled_from(IDS), OTHERS), max_size=8)
SHARES = st.floats(0.01, 0.5)


@settings(deadline=None)
@given(SECTIONS, LINKS, SHARES, st.integers(0, 5))
def test_no_group_is_in_two_splits(
    sections: dict[str, str], links: list[tuple[str, str]], share: float, seed: int
) -> None:
    result = assign(sections, links, share, seed)
    assert result.split.keys() == sections.keys()
    for ids in group(sections, links):
        assert len({result.split[example_id] for example_id in ids}) == 1
    for one in sections:
        for other in sections:
            if sections[one] == sections[other]:
                assert result.split[one] == result.split[other]
    for one, other in links:
        if one in sections and other in sections:
            assert result.split[one] == result.split[other]


@settings(deadline=None)
@given(SECTIONS, LINKS, SHARES, st.integers(0, 5))
def test_the_share_is_met_as_nearly_as_groups_allow(
    sections: dict[str, str], links: list[tuple[str, str]], share: float, seed: int
) -> None:
    sizes = [len(ids) for ids in group(sections, links)]
    result = assign(sections, links, share, seed)
    assert result.got == sum(split == "validation" for split in result.split.values())
    if len(sizes) < 2:
        assert result.got == 0
        return
    possible = {sum(chosen) for n in range(1, len(sizes)) for chosen in combinations(sizes, n)}
    assert abs(result.got - result.wanted) == min(abs(p - result.wanted) for p in possible)
    assert 0 < result.got < len(sections)


@settings(deadline=None)
@given(SECTIONS, LINKS, SHARES, st.integers(0, 5), st.randoms())
def test_the_order_of_rows_and_links_does_not_matter(
    sections: dict[str, str], links: list[tuple[str, str]], share: float, seed: int, order: object
) -> None:
    items = list(sections.items())
    order.shuffle(items)  # type: ignore[attr-defined]
    again = assign(dict(items), [(b, a) for a, b in reversed(links)], share, seed)
    assert dict(again.split) == dict(assign(sections, links, share, seed).split)


def test_another_seed_draws_other_groups() -> None:
    sections = {example_id: example_id for example_id in IDS}
    drawn = {
        frozenset(id_ for id_, split in result.split.items() if split == "validation")
        for result in (assign(sections, [], 0.25, seed) for seed in range(6))
    }
    assert len(drawn) == 6


def test_two_paraphrases_of_a_rejected_original_stay_together() -> None:
    sections = {"a": "1", "b": "2", "c": "3", "d": "4"}
    links = [("a", "rejected"), ("b", "rejected")]
    for seed in range(8):
        split = assign(sections, links, 0.5, seed).split
        assert split["a"] == split["b"]


def test_one_group_is_all_training() -> None:
    result = assign({"a": "1", "b": "1"}, [], 0.5, 0)
    assert set(result.split.values()) == {"train"}
    assert (result.groups, result.got) == (1, 0)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5])
def test_more_groups_than_are_summed_exactly_still_meet_the_share(
    share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(splits, "EXACT_GROUPS", 8)
    sections = {f"e{n}": f"s{n // (1 + n % 5)}" for n in range(1000)}
    result = assign(sections, [], share, 7)
    assert result.groups > 100
    assert abs(result.got - result.wanted) <= 3


def test_a_hundred_thousand_rows_are_split_at_once() -> None:
    sections = {f"e{n}": f"s{n // 4}" for n in range(100_000)}
    assert assign(sections, [("e1", "e99999")], 0.1, 1).got == 10_000
