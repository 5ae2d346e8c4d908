"""What the REST interface says to programs, and to those who write them."""

from __future__ import annotations

DESCRIPTION = (
    "Questions about a collection of news articles, answered in the articles' own words. Every "
    "sentence cites exact spans: the text of that revision of the article, from `start` to `end` "
    "counted in Unicode code points, is `quote`."
)
KEY_WANTED = (
    "this needs a key, sent as 'Authorization: Bearer KEY'; whoever runs this Byline makes one "
    "with `rag keys add NAME`"
)
KEY_UNKNOWN = (
    "there is no such key here, or it was removed; whoever runs this Byline makes one with "
    "`rag keys add NAME`"
)
WRONG_TOO_OFTEN = (
    "{most} wrong keys came from this address within a minute; a right one is let in at any time, "
    "another try is looked at in {seconds} s"
)
KEY_FORM = "a key is sent as 'Authorization: Bearer KEY'"
READS_ONLY = (
    "this key may only read; whoever runs this Byline makes one that may change the library with "
    "`rag keys add NAME --scope write`"
)
CHANGES_OFF = (
    "without a key nothing can be changed here; whoever runs this Byline makes one with "
    "`rag keys add NAME --scope write`, or sets RAG_PAGE_CHANGES=true"
)
FOREIGN = (
    "a page of another origin sent this, and RAG_API_ORIGINS, which lists those that may, does "
    "not name it"
)
TOO_OFTEN = "more requests than RAG_API_RATE ({rate}) allows; try again in {seconds} s"
TOO_LARGE = "a body of this kind may have {most:,} bytes"
TOO_MANY_FILES = "one upload holds at most {most} files"
NOT_JSON = "the body must be JSON, sent with 'Content-Type: application/json'"
NOT_A_FORM = "files are sent as a form, with 'Content-Type: multipart/form-data'"
BROKEN = "something went wrong here; the server's log has it under this request's id"
NO_ROUTE = "there is nothing at this address; /v1/openapi.json lists what there is"
WRONG_METHOD = "this address does not take {method}; /v1/openapi.json tells what it takes"
INVALID = "the request is not of the form that /v1/openapi.json tells; `errors` says where"
INPUTS = "give either addresses or articles, and at least one"
RATE = (
    "api_rate from {where} must be such as 60/minute or 10/second;1000/day, or none, not '{rate}'"
)
ORIGINS = "api_origins from {where} must be origins such as https://news.example, not '{origin}'"
