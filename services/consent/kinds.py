"""Kinds of rows in consent's vault."""

PERSON = "person"
"""A person's name and e-mail address, under the person's id."""

GROUP = "group"
"""A group's name, under the group's id."""

OPENING = "opening"
"""What an approval's digest opens to, under the approval's own id."""
