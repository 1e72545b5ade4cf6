"""Why the rules draft nothing from a passage, so that a run of no examples says what is missing."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from workbench.augment.blocks import blocks, is_caption, sentences
from workbench.augment.pairs import Passage

EmptyReason = Literal["no_words", "garbled", "headings", "no_sentence", "not_asked", "repeated"]
"""`repeated` is the service's: the chunk's examples are there from an earlier run."""
GARBLED_SHARE = 0.1
"""Of a passage's characters, from which its font was read without a table of its characters."""
_STRANGE = ("Cn", "Co", "Cs")
_ENDS = re.compile(r"(?:[.!?。]|다|요|까|[함임음됨])[\"'’”)\]]*$")


def why_empty(passage: Passage) -> EmptyReason:
    """For a passage that gave no pair."""
    text = passage.text
    strange = sum(c == "\ufffd" or unicodedata.category(c) in _STRANGE for c in text)
    if strange >= max(1, GARBLED_SHARE * len(text)):
        return "garbled"
    if sum(c.isalpha() for c in text) < 2:
        return "no_words"
    lines = blocks(text, passage.section_path)
    if all(block.kind == "heading" or is_caption(block.text) for block in lines):
        return "headings"
    prose = [block for block in lines if block.kind in ("paragraph", "item")]
    spans = [span for block in prose for span in sentences(text, block)]
    if not any(_ENDS.search(span.text) for span in spans) and len(prose) == len(lines):
        return "no_sentence"
    return "not_asked"
