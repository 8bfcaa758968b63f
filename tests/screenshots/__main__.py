"""Pictures of the main screens: `python -m tests.screenshots --to FOLDER`.

A stack of its own, a made-up company's week in it, and a real browser: each screen on a phone and on a desktop, light
and dark. The names of the files are always the same; older ones in the folder are replaced.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.browser import running
from tests.integration.town import RunningStack
from tests.screenshots.company import TEAM, company_in, hired, week_of
from tests.screenshots.walk import Camera, screens, sign_in


def main() -> None:
    """Takes them all."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, help="the folder of the pictures")
    folder: Path = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place:
        stack = RunningStack(Path(place) / "home")
        stack.start()
        try:
            asyncio.run(_take(stack, folder))
        finally:
            stack.stop()
    for picture in sorted(folder.glob("*.webp")):
        print(f"{picture} {picture.stat().st_size / 1_000:.0f} kB")


async def _take(stack: RunningStack, folder: Path) -> None:
    async with running() as browser, company_in(stack) as town:
        camera = Camera(browser, folder)
        team = await hired(town, TEAM)
        await sign_in(camera, town)
        await screens(camera, await week_of(town, team))


if __name__ == "__main__":
    main()
