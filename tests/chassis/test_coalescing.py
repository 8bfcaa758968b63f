"""Coalesced operations have the effect of the ones they stand for: told by a model, and by the view database itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymongo import DeleteOne, InsertOne, MongoClient, ReplaceOne, UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError

from chassis.projection.coalescing import Operation, coalesced
from tests.servers import Servers

ids = st.sampled_from(["a", "b", "c"])
names = st.sampled_from(["x", "y", "z"])
numbers = st.integers(-3, 3)
fields = st.dictionaries(names, numbers, max_size=3)


@st.composite
def updates(draw: st.DrawFn) -> UpdateOne:
    one = {"_id": draw(ids)}
    if draw(st.integers(0, 9)) == 0:
        return UpdateOne({**one, "x": draw(numbers)}, {"$set": {"y": draw(numbers)}})
    if draw(st.integers(0, 9)) == 0:
        return UpdateOne(one, {"$unset": {draw(names): ""}})
    places = draw(st.permutations(["x", "y", "z"]))
    operators = draw(st.lists(st.sampled_from(["$set", "$inc", "$setOnInsert"]), min_size=1, max_size=3))
    change: dict[str, dict[str, int]] = {}
    for operator, name in zip(operators, places, strict=False):
        change.setdefault(operator, {})[name] = draw(numbers)
    return UpdateOne(one, change, upsert=draw(st.booleans()))


operations = st.one_of(
    updates(),
    updates(),
    st.builds(lambda i, document: InsertOne({"_id": i, **document}), ids, fields),
    st.builds(lambda i, document, new: ReplaceOne({"_id": i}, document, upsert=new), ids, fields, st.booleans()),
    st.builds(lambda i: DeleteOne({"_id": i}), ids),
    st.builds(lambda x, y: UpdateMany({"x": x}, {"$set": {"y": y}}), numbers, numbers),
)


@pytest.fixture(scope="module")
def collection(servers: Servers) -> Any:
    database = servers.mongo_database()
    client: MongoClient[dict[str, Any]] = MongoClient(database.url)
    yield client[database.name]["things"]
    client.close()


def documents(collection: Any, done: Sequence[Operation], before: Sequence[dict[str, Any]]) -> Any:
    """What is there afterwards; None when the operations cannot be done, as of a document that is inserted twice."""
    collection.delete_many({})
    if before:
        collection.insert_many([dict(each) for each in before])
    try:
        if done:
            collection.bulk_write(done)
    except BulkWriteError:
        return None
    return sorted(collection.find(), key=lambda document: str(document["_id"]))


@settings(max_examples=150, deadline=None)
@given(
    done=st.lists(operations, max_size=9),
    before=st.lists(st.builds(lambda i, f: {"_id": i, **f}, ids, fields), max_size=2, unique_by=lambda d: d["_id"]),
)
def test_the_same_documents_are_there(collection: Any, done: list[Operation], before: list[dict[str, Any]]) -> None:
    expected = documents(collection, done, before)

    if expected is not None:
        assert documents(collection, coalesced(done), before) == expected


def test_what_happens_to_one_document_is_one_operation() -> None:
    inserted = InsertOne({"_id": 1, "state": "new", "n": 1})
    changes = [UpdateOne({"_id": 1}, {"$set": {"state": state}, "$inc": {"n": 1}}) for state in ("busy", "done")]

    assert coalesced([inserted, *changes]) == [InsertOne({"_id": 1, "state": "done", "n": 3})]


def test_operations_of_one_kind_stand_together() -> None:
    many: list[Operation] = []
    for number in range(4):
        many += [InsertOne({"_id": number}), DeleteOne({"_id": -number - 1})]

    assert [type(each) for each in coalesced(many)] == [InsertOne] * 4 + [DeleteOne] * 4


def test_what_finds_its_documents_otherwise_keeps_its_place() -> None:
    first = ReplaceOne({"_id": 1}, {"item": 7, "open": True}, upsert=True)
    close = UpdateMany({"item": 7}, {"$set": {"open": False}})

    assert coalesced([first, close, first]) == [first, close, first]
