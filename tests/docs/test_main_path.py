"""The main path by curl is a script that can be run; that it leads where it says is shown beside a running stack."""

import re
import subprocess

from restu.home import PROJECT

TEXT = (PROJECT / "docs" / "main-path.md").read_text("utf-8")
SCRIPT = "set -eu\n" + "\n".join(re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE))


def test_its_blocks_together_are_a_script() -> None:
    checked = subprocess.run(["bash", "-n"], input=SCRIPT, text=True, capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_it_walks_from_the_first_administrator_to_the_proof() -> None:
    steps = ["restu admin create", "/activities", "accounts/complete", "previews", "respond", "gamification", "verify"]
    places = [SCRIPT.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
