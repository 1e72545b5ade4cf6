"""Names in Latin letters by role and list; titles, products, companies and places left alone."""

from __future__ import annotations

import pytest

from tests.clean.recognizers.tables import assert_finds, assert_leaves_alone

FOUND = [
    "Booking for Mr. «Sato» tomorrow",
    "witness «Clara Winther» saw it",
    "The claimant («Ingmar Dahl») called",
    "customer «Oh Jiwon» wants a refund",
    "ask for «Yejin»",
    "my husband «Taejun» will come",
    "Hi «Fatima», any news?",
    "«Carlos»'s laptop is broken",
    "«Minji» said it works",
    "«Helen» and «Oscar Turner» share a desk",
    "«Sangmin Yoo» is the new lead",
    "Tell Manager «Kwon» about it",
    "학생 «Tran Thi Mai» 등록",
]
LEFT_ALONE = [
    "Customer Portal login fails",
    "Patient Safety Report due",
    "Student Loan Forms for download",
    "Employee Handbook Update",
    "Owner Manual Page 3",
    "Vendor Acme Corp needs a PO",
    "vendor Globex Trading sent an invoice",
    "client Stark Industries wants a quote",
    "Guest Wifi Password",
    "Please contact Finance Department",
    "Call Center Hours",
    "Dear Hiring Manager",
    "Hi Team, please see below",
    "Hello World example",
    "Hi Everyone, lunch is here",
    "Thanks Team",
    "Name: Shipping Address",
    "Name is required",
    "name Field Missing",
    "Driver Update Tool",
    "Passenger Terminal 2",
    "Grace period ends soon",
    "Mark said? no: Mark as read",
    "Will calls be recorded",
    "May is fine",
    "Kelly Services called",
    "TAX INVOICE name MISSING",
    "My manager Friday said no",
    "my friend Monday",
    "ask for Support",
    "ask for Reception",
    "Manager Approval is required",
    "Agent Desktop is slow",
    "Director Meeting is at 3",
    "Tell Support about it",
    "tell Sales to call",
    "Customer Kakao Pay asks",
]


@pytest.mark.parametrize("marked", FOUND)
def test_finds(marked: str) -> None:
    assert_finds(marked, "PERSON")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_alone(text: str) -> None:
    assert_leaves_alone(text, "PERSON")
