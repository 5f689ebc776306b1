"""The core: events in, commands out. No I/O, no clock, no await."""
