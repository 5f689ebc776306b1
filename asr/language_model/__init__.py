"""Which words follow which: the part of a speech model that a city can make its own (`lingting lm build`)."""

from asr.language_model.city import Adapted, City, CityError, adapt, read_city

__all__ = ["Adapted", "City", "CityError", "adapt", "read_city"]
