"""Who is calling and how to reach them: name, call-back number, whether they stay anonymous or confidential.

It is decided from what the citizen says, spells, dictates and corrects, from what the agent reads back or sets, and for
the number from the line they call on.
"""
