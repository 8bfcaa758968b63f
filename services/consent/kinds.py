"""Kinds of rows in consent's vault."""

PERSON = "person"
"""A person's name and e-mail address, under the person's id."""

GROUP = "group"
"""A group's name, under the group's id."""

OPENING = "opening"
"""What an approval's digest opens to, under the approval's own id."""

DISCLOSURE = "disclosure"
"""The programme's own words for a disclosure, under the id of the setting."""

IMAGE = "image"
"""The bytes of a person's image, in base64."""

IMAGE_FACTS = "image-facts"
"""Its digest, media type and sizes, under the same id."""
