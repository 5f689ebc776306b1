"""The front door: settings, composition root, switchboard, command line."""
