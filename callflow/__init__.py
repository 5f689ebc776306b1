"""The core: events in, commands out. No I/O, no clock, no await.

Its modules are its face. `events` and `commands` are what every house speaks; `case.step` and `queue.step` decide,
`flow.read_flow` checks a menu, `drafting.draft_ticket` drafts. Nothing is imported here, so that a call worker, which
needs the vocabulary alone, does not load the rest.
"""
