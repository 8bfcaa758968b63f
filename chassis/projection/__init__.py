"""Views: a follower that writes a service's read model to MongoDB, view and position in one transaction.

A projection can be killed anywhere and goes on at once behind the last batch that was written as a whole, for what a
dead replica had begun is undone (`transactions`); two replicas never apply a batch twice (compare-and-swap on the
position). A lost view database is filled again from the log's start. A view that is ahead of its store (the store was
restored) is dropped and built again. While MongoDB does not answer the view stands still and queries show what it has.

A view can be built anew beside the one that serves, and takes its place without a query noticing (`rebuild`): which
generation of the collections serves is said by one document in the view database, which every replica watches. A view
whose documents have a `shape` that this release cannot read is built anew by itself, and not read before. This package
is the only one that knows motor (decisions.md 41).

    def joined(event: Advocate.Joined, batch: Batch) -> None:                   # projections.py
        batch.add("advocates", UpdateOne({"_id": str(event.originator_id)}, {"$set": {...}}, upsert=True))

    views = open_views(settings.mongo_url, settings.mongo_database)
    projection = Projection(
        follower, views, "consent",
        collections={"advocates": [IndexModel("group")]},                       # all it writes, with their indexes
        handlers={Advocate.Joined: joined},                                     # other events only move the position
    )
    async with projection:                                                      # returns at once
        readiness.add("views", projection.reason)
        await projection.wait_for(position, timeout=1.0)                        # one's own writes, on any replica
        await projection.collection("advocates").find_one({"_id": ...})         # queries.py
"""

from chassis.projection.batch import Batch, Handler
from chassis.projection.projection import Projection
from chassis.projection.rebuilding import Progress
from chassis.projection.views import Collection, Document, Views, open_views

__all__ = ["Batch", "Collection", "Document", "Handler", "Progress", "Projection", "Views", "open_views"]
