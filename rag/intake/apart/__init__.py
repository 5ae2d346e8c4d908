"""Parsing of what strangers wrote, in a child process with limits on time and memory."""
