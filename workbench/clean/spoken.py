"""Digits as they are read aloud in Korean. Pure."""

from __future__ import annotations

DIGIT_WORDS = {
    "공": "0", "영": "0", "일": "1", "이": "2", "삼": "3", "사": "4", "오": "5",
    "육": "6", "륙": "6", "칠": "7", "팔": "8", "구": "9",
}  # fmt: skip


def digits_of(text: str) -> str:
    """The digits of `text` in order, words among them: `공일공-23` is 01023. What is neither is
    passed over."""
    return "".join(c if c in "0123456789" else DIGIT_WORDS.get(c, "") for c in text)
