"""Chinese as callers speak and type it, whatever the call is about: words, numbers, questions, written form.

It is known from word lists, the dictionary and pairs counted in citizens' messages; nothing here knows what a call or
a ticket is.
"""
