"""What every service is asked: labels that nobody could see, or that read as what they do not say."""

from __future__ import annotations

import httpx

UNSEEN = {
    "Ayu\u202e Lestari": "U+202E (right-to-left override)",
    "Ayu\U000e0041": "U+E0041 (tag latin capital letter a)",
    "A\u0007yu": "U+0007 (a control character)",
    "\u200b": "nothing of this can be seen",
}
"""Labels that are refused, and what of them the refusal tells."""


def assert_tells(answer: httpx.Response, field: str, told: str) -> None:
    """The answer is a problem document that names the field and says what is wrong with it, and nothing else."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert (answer.status_code, problem["code"]) == (422, "invalid"), answer.text
    [wrong] = problem["errors"]
    assert (wrong["where"], wrong["what"].startswith(told)) == (["body", field], True), answer.text
    assert wrong.get("character", "") == (told.partition(" ")[0] if told.startswith("U+") else "")
