"""The gate's own wording: who is let in, and what is said to who is not."""

from __future__ import annotations

FOREIGN = "This request came from another site and was refused."
OPENING = "Opening Byline …"
SIGN_IN = "Sign in"
SIGN_OUT = "Sign out"
SIGNED_IN = "Signed in as {name}."
USER = "Name"
PASSWORD = "Password"  # noqa: S105 - the label of a field
WRONG = "That name and password do not belong together."
TOO_MANY = "Too many wrong passwords. Try again in five minutes."
SIGN_IN_FIRST = "Sign in first, at /login."
BROKEN = "Who may read here cannot be told just now. The server's log has the details."
NOT_LET_IN = "You are not signed in here."
ANYBODY = (
    "anybody who reaches this address can read and ask here; set RAG_AUTH=password and add users "
    "with `rag users add NAME`, or keep it behind something that asks who they are"
)
