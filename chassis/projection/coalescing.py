"""Fewer bulk operations with the same effect: what a batch does to one document, one after another, becomes one.

Operations on a document that is named by its `_id` alone are merged where that is exact: whole documents and updates
that set or add to plain fields. Whatever else there is keeps its place: another operation on one document behind those
before it, and one that finds its documents in another way behind everything before it. Operations of one kind stand
together, for each change of kind is a request of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeGuard

from pymongo import DeleteMany, DeleteOne, InsertOne, ReplaceOne, UpdateMany, UpdateOne

from chassis.projection.views import Document

Operation = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | UpdateMany | DeleteOne | DeleteMany

_KINDS = (InsertOne, (ReplaceOne, UpdateOne), DeleteOne)
_MERGED = {"$set", "$inc", "$setOnInsert"}
_UNUSUAL = ("_array_filters", "_collation", "_hint", "_sort")


def coalesced(operations: Iterable[Operation]) -> list[Operation]:
    """Operations on one collection, fewer, with the same documents behind them."""
    done: list[Operation] = []
    chains: dict[Any, list[Operation]] = {}
    for operation in operations:
        identifier = _identifier(operation)
        if identifier is None:
            done.extend(_in_rounds(chains.values()))
            done.append(operation)
            chains = {}
            continue
        chain = chains.setdefault(identifier, [])
        merged = _merged(chain[-1], operation) if chain else None
        if merged is None:
            chain.append(operation)
        else:
            chain[-1] = merged
    done.extend(_in_rounds(chains.values()))
    return done


def _in_rounds(chains: Iterable[Sequence[Operation]]) -> Iterator[Operation]:
    """The first operation of every document, then the second of those that have one, and so on."""
    for round_ in zip_longest(*chains):
        for kind in _KINDS:
            yield from (each for each in round_ if isinstance(each, kind))


def _identifier(operation: Operation) -> Any:
    """The `_id` of the one document that the operation is about; None when it may be about others."""
    match operation:
        case InsertOne():
            return operation._doc.get("_id")  # noqa: SLF001 - pymongo's operations show nothing of themselves
        case ReplaceOne() | UpdateOne() | DeleteOne():
            usual = all(getattr(operation, name, None) is None for name in _UNUSUAL)
            named = operation._filter  # noqa: SLF001
            identifier = named.get("_id") if usual and len(named) == 1 else None
            return None if isinstance(identifier, Mapping) else identifier
    return None


def _merged(first: Operation, second: Operation) -> Operation | None:
    """Both as one, or None."""
    match second:
        case DeleteOne():
            return second
        case ReplaceOne():
            return _replaced(first, second)
        case UpdateOne():
            return _updated(first, second)
    return None


def _replaced(first: Operation, second: ReplaceOne[Document]) -> Operation | None:
    if not second._upsert:  # noqa: SLF001
        return None
    if isinstance(first, InsertOne):
        return InsertOne({"_id": _identifier(first), **second._doc})  # noqa: SLF001
    return second


def _updated(first: Operation, second: UpdateOne) -> Operation | None:
    change = second._doc  # noqa: SLF001
    if not _is_plain(change):
        return None
    match first:
        case InsertOne():
            document = _applied(first._doc, change)  # noqa: SLF001
            return None if document is None else InsertOne(document)
        case ReplaceOne() if first._upsert:  # noqa: SLF001
            document = _applied(first._doc, change)  # noqa: SLF001
            return None if document is None else ReplaceOne(first._filter, document, upsert=True)  # noqa: SLF001
        case UpdateOne() if _is_plain(first._doc) and (first._upsert or not second._upsert):  # noqa: SLF001
            both = _both(first._doc, change)  # noqa: SLF001
            return None if both is None else UpdateOne(first._filter, both, upsert=bool(first._upsert))  # noqa: SLF001
    return None


def _is_plain(change: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether an update only sets, or adds to, fields of the document itself."""
    if not isinstance(change, Mapping) or not _MERGED.issuperset(change):
        return False
    return all("." not in name and name != "_id" for fields in change.values() for name in fields)


def _applied(document: Mapping[str, Any], change: Mapping[str, Any]) -> Document | None:
    """A document that is there after an update; None where it cannot be told."""
    after = {**document, **change.get("$set", {})}
    for name, number in change.get("$inc", {}).items():
        if not _is_number(after.get(name, 0)):
            return None
        after[name] = after.get(name, 0) + number
    return after


def _both(first: Mapping[str, Any], second: Mapping[str, Any]) -> Document | None:
    """Two updates as one, where the first has found or made the document."""
    sets, adds = {**first.get("$set", {})}, {**first.get("$inc", {})}
    begins = {**first.get("$setOnInsert", {})}
    for name, value in second.get("$set", {}).items():
        adds.pop(name, None)
        begins.pop(name, None)
        sets[name] = value
    for name, number in second.get("$inc", {}).items():
        if name in begins or not _is_number(sets.get(name, 0)):
            return None
        if name in sets:
            sets[name] += number
        else:
            adds[name] = adds.get(name, 0) + number
    whole = {"$set": sets, "$inc": adds, "$setOnInsert": begins}
    return {operator: fields for operator, fields in whole.items() if fields}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
