"""Where the matter is: the place of a message or a call, and its parts.

It is decided from the names in the text (by their endings, their words and what was learned from marked messages) and,
in a call, from the places that its turns tell alone or together, weighed by what was learned from calls.
"""
