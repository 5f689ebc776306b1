"""What the ticket says in sentences: title and body.

Both are made of the fields drafted before them and the citizen's own words in written form, answers as statements and
slips put right; and of what the agent read back or noted, and departments answered.
"""
