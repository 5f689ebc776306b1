"""What holds for every tier."""

from hypothesis import settings

settings.register_profile("lingting", deadline=None)
settings.load_profile("lingting")
