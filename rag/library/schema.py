"""The ledger's tables, as SQLAlchemy Core has them; nothing here belongs to one database.

``articles`` holds one row an article that was ever stored: its current revision, and a tombstone
when it was removed. ``revisions`` holds every text, ``chunks`` the spans of current texts only,
``vectors`` one vector for each embedding text and embedding, shared by all chunks that need it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 2

tables = MetaData()

facts = Table(
    "facts",
    tables,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# One row. Whoever writes updates it first, so that revisions become visible in their order.
state = Table(
    "state",
    tables,
    Column("id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    # A follower built from a revision before this one must be built anew (purge, rebuild).
    Column("fresh", BigInteger, nullable=False),
    Column("embedding", Integer, nullable=True),
)

embeddings = Table(
    "embeddings",
    tables,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("dimension", Integer, nullable=False),
)

articles = Table(
    "articles",
    tables,
    Column("id", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("removed", Boolean, nullable=False),
    # The day in the article's own zone as YYYYMMDD, and the instant in seconds; for order.
    Column("day", Integer, nullable=True),
    Column("instant", BigInteger, nullable=True),
    Index("articles_by_revision", "revision"),
)

revisions = Table(
    "revisions",
    tables,
    Column("article_id", Text, ForeignKey("articles.id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("source", Text),
    Column("credits", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("published", Text),
    Column("modified", Text),
    Column("language", Text),
    Column("location", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    # Of what makes two inputs copies of one article, whatever they are called.
    Column("content", LargeBinary, nullable=False),
    Column("found", Text, nullable=False),
    Column("purged", Boolean, nullable=False),
    Index("revisions_by_content", "content"),
)

locations = Table(
    "locations",
    tables,
    Column("location", Text, primary_key=True),
    # The id this input asked for: another than article_id when it is a copy.
    Column("given_id", Text, primary_key=True),
    Column("article_id", Text, ForeignKey("articles.id"), nullable=False),
    Index("locations_by_article", "article_id"),
    Index("locations_by_given_id", "given_id"),
)

# How each input was read, so that one that did not change is not read again.
readings = Table(
    "readings",
    tables,
    Column("location", Text, primary_key=True),
    # The feed it came through; empty when it was named itself or lay in a folder.
    Column("via", Text, primary_key=True),
    Column("mark", Text, nullable=False),
    # The id and the sha256 of each article it gave.
    Column("articles", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("site", Text, nullable=False),
    # Hashes, as little-endian 64-bit integers.
    Column("blocks", LargeBinary, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Column("dropped", LargeBinary, nullable=False),
    Index("readings_by_via", "via"),
)

# Inputs that were rejected when they were last read, so that every face can say so.
refusals = Table(
    "refusals",
    tables,
    Column("location", Text, primary_key=True),
    # The row in a file of many; 0 when it is the whole input.
    Column("line", Integer, primary_key=True),
    Column("reason", Text, nullable=False),
)

chunks = Table(
    "chunks",
    tables,
    Column("id", Text, primary_key=True),
    Column("article_id", Text, ForeignKey("articles.id"), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    # Of the span's text, so that a span that moved is noticed.
    Column("digest", LargeBinary, nullable=False),
    # Of the text that was embedded; finds the vector.
    Column("key", LargeBinary, nullable=False),
    Index("chunks_by_article", "article_id"),
    Index("chunks_by_key", "key"),
)

vectors = Table(
    "vectors",
    tables,
    Column("id", Integer, primary_key=True),
    Column("embedding", Integer, ForeignKey("embeddings.id"), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("embedding", "key"),
)

# Near copies (see alike.py). One row for each current article that is long enough to compare.
signatures = Table(
    "signatures",
    tables,
    Column("id", Integer, primary_key=True),
    Column("article_id", Text, ForeignKey("articles.id"), nullable=False, unique=True),
    Column("revision", BigInteger, nullable=False),
    # MinHash minima as little-endian 32-bit integers; of a short text its only key, in 64 bits.
    Column("data", LargeBinary, nullable=False),
    # The least article id of all that are linked to it by likenesses, itself included.
    Column("cluster", Text, nullable=False),
    Index("signatures_by_cluster", "cluster"),
)

# The keys of each signature: texts that have much in common share one.
buckets = Table(
    "buckets",
    tables,
    Column("key", BigInteger, primary_key=True),
    Column("signature", Integer, ForeignKey("signatures.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# Every pair that is one text, both ways round.
likenesses = Table(
    "likenesses",
    tables,
    Column("one", Integer, ForeignKey("signatures.id"), primary_key=True),
    Column("other", Integer, ForeignKey("signatures.id"), primary_key=True),
    # Of the shorter text, how much stands in the longer one, from 0 to 1.
    Column("share", Float, nullable=False),
    sqlite_with_rowid=False,
)
