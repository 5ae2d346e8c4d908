"""Byline as tools for programs that speak MCP: ask, search, open an article, and a timeline.

Needs the extra ``mcp``. ``serving`` starts it over stdio or HTTP, ``tools`` are the four,
``shapes`` and ``telling`` what they give, ``paging`` keeps that small.
"""
