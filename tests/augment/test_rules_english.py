"""What is asked of an English sentence, and what is rather not asked."""

from __future__ import annotations

import pytest

from workbench.augment.blocks import Span
from workbench.augment.rules_english import from_sentence


def asked(sentence: str) -> dict[str, str]:
    """question -> answer"""
    return {c.question: c.answer for c in from_sentence(Span(sentence, 0, len(sentence)), 0)}


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Passwords must be changed every 90 days.", "How often must passwords be changed?"),
        (
            "A password for a company account must have at least 10 characters.",
            "At least how many characters must a password for a company account have?",
        ),
        (
            "Operating system updates must be installed within seven days of their release.",
            "Within how many days of their release must operating system updates be installed?",
        ),
        (
            "Incident records are kept for five years after closure.",
            "For how many years are incident records kept after closure?",
        ),
        (
            "Customers whose personal data was exposed are notified within 72 hours.",
            "Within how many hours are customers whose personal data was exposed notified?",
        ),
        (
            "Security Operations reviews a request for new software within five working days.",
            "Within how many working days does Security Operations review a request for new "
            "software?",
        ),
        (
            "The incident commander approves the return of a system to production.",
            "Who approves the return of a system to production?",
        ),
        (
            "The pass mark of the security test is 80 percent.",
            "What is the pass mark of the security test?",
        ),
        (
            "Only software from the company catalogue may be installed on a managed device.",
            "Which software may be installed on a managed device?",
        ),
        ("A minor breach leads to a reminder.", "What does a minor breach lead to?"),
        (
            "Anyone who suspects a security incident must report it within 30 minutes.",
            "What must anyone who suspects a security incident do?",
        ),
        ("A security event means any sign of a breach.", "What does a security event mean?"),
    ],
)
def test_what_is_asked(sentence: str, question: str) -> None:
    assert asked(sentence)[question] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "It must be changed every 90 days.",
        "The rules in Table 5 must be read every 90 days.",
        "Approved by the Risk Committee",
        "The first line, and the second line, are kept for six months.",
        "The use of assistants is logged, and the logs are kept for six months.",
    ],
)
def test_what_is_rather_not_asked(sentence: str) -> None:
    assert asked(sentence) == {}


def test_two_verbs_are_not_turned_into_one_question() -> None:
    found = asked("Security Operations locks and wipes the device within 30 minutes.")
    assert not [question for question in found if " does " in question]


def test_a_prohibition_is_answered_with_no() -> None:
    sentence = "Staff must not discuss an open incident on social media."
    assert asked(sentence) == {
        "May staff discuss an open incident on social media?": f"No. {sentence}"
    }


def test_a_label_of_two_names_keeps_its_capitals() -> None:
    found = asked("Restricted and Confidential data must not be entered into an AI assistant.")
    assert "May Restricted and Confidential data be entered into an AI assistant?" in found
