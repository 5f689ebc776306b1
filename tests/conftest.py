"""What holds for every tier."""

from hypothesis import HealthCheck, settings

settings.register_profile("lingting", deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How fast examples come says how busy the machine is, and nothing of the code."""

settings.load_profile("lingting")
