"""The REST interface: what `Rag` does, over HTTP and JSON, under ``/v1``.

A face without logic of its own: each route takes a request apart, calls one method of `Rag`, and
gives back the object that the command line prints with ``--json``.
"""
