"""What a call is about, whose job it is and how soon: type, category, department, urgency, direct answer, emergencies.

It is decided from key terms and learned weights in the citizen's words, and from what agent and departments say of the
matter.
"""
