"""The steps of the walk, in the order of the story."""

from restu.demo.steps import approving, content, ending, game, kinds, leaving, people, trouble
from restu.demo.walk import Chapter

STORY: tuple[Chapter, ...] = (
    people.CHAPTER,
    content.CHAPTER,
    game.OPENING,
    trouble.BEGINNING,
    approving.CHAPTER,
    kinds.CHAPTER,
    game.CHAPTER,
    leaving.CHAPTER,
    trouble.ENDING,
    ending.CHAPTER,
)
"""What takes the network half a minute begins early and is looked at again later."""
