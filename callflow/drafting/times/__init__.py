"""When it happened: the time in the citizen's words, and the moment that it means.

It is decided from all times that were told, the words around each, and what the agent asked, against the day of the
call.
"""
