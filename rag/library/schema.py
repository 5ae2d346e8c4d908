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
    UniqueConstraint,
)

from rag.library.words import WORDS

SCHEMA_VERSION = 3

tables = MetaData()

facts = Table(
    "facts",
    tables,
    Column("name", WORDS, primary_key=True),
    Column("value", WORDS, nullable=False),
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
    Column("name", WORDS, nullable=False),
    Column("dimension", Integer, nullable=False),
)

articles = Table(
    "articles",
    tables,
    Column("id", WORDS, primary_key=True),
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
    Column("article_id", WORDS, ForeignKey("articles.id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("title", WORDS),
    Column("text", WORDS, nullable=False),
    Column("url", WORDS),
    Column("source", WORDS),
    Column("credits", WORDS, nullable=False),
    Column("authors", WORDS, nullable=False),
    Column("published", WORDS),
    Column("modified", WORDS),
    Column("language", WORDS),
    Column("location", WORDS, nullable=False),
    Column("sha256", WORDS, nullable=False),
    # Of what makes two inputs copies of one article, whatever they are called.
    Column("content", LargeBinary, nullable=False),
    Column("found", WORDS, nullable=False),
    Column("purged", Boolean, nullable=False),
    Index("revisions_by_content", "content"),
)

locations = Table(
    "locations",
    tables,
    Column("location", WORDS, primary_key=True),
    # The id this input asked for: another than article_id when it is a copy.
    Column("given_id", WORDS, primary_key=True),
    Column("article_id", WORDS, ForeignKey("articles.id"), nullable=False),
    Index("locations_by_article", "article_id"),
    Index("locations_by_given_id", "given_id"),
)

# How each input was read, so that one that did not change is not read again.
readings = Table(
    "readings",
    tables,
    Column("location", WORDS, primary_key=True),
    # The feed it came through; empty when it was named itself or lay in a folder.
    Column("via", WORDS, primary_key=True),
    Column("mark", WORDS, nullable=False),
    # The id and the sha256 of each article it gave.
    Column("articles", WORDS, nullable=False),
    Column("etag", WORDS),
    Column("last_modified", WORDS),
    Column("site", WORDS, nullable=False),
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
    Column("location", WORDS, primary_key=True),
    # The row in a file of many; 0 when it is the whole input.
    Column("line", Integer, primary_key=True),
    Column("reason", WORDS, nullable=False),
)

# The folders that follow a ledger which several machines share.
followers = Table(
    "followers",
    tables,
    # A folder, by what it drew for itself; on which machine, and where.
    Column("place", WORDS, primary_key=True),
    Column("machine", WORDS, nullable=False),
    Column("folder", WORDS, nullable=False),
    # Up to which its indexes were brought, and when it last said so, in seconds since 1970.
    Column("revision", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)

chunks = Table(
    "chunks",
    tables,
    Column("id", WORDS, primary_key=True),
    Column("article_id", WORDS, ForeignKey("articles.id"), nullable=False),
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
    Column("article_id", WORDS, ForeignKey("articles.id"), nullable=False, unique=True),
    Column("revision", BigInteger, nullable=False),
    # MinHash minima as little-endian 32-bit integers; of a short text its only key, in 64 bits.
    Column("data", LargeBinary, nullable=False),
    # The least article id of all that are linked to it by likenesses, itself included.
    Column("cluster", WORDS, nullable=False),
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
