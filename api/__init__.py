"""HTTP and WebSocket: what screens and programs are told (`docs/screens.md`)."""

from api.app import create_app
from api.broadcast import Broadcast
from api.hotline import (
    CallCapacity,
    Health,
    Hotline,
    Listener,
    NotPossible,
    SpeechCapacity,
    SystemInfo,
    UnknownCase,
    Unsubscribe,
)
from api.passwords import Argon2Cost, Passwords, sip_ha1
from api.settings import ApiSettings

__all__ = [
    "ApiSettings",
    "Argon2Cost",
    "Broadcast",
    "CallCapacity",
    "Health",
    "Hotline",
    "Listener",
    "NotPossible",
    "Passwords",
    "SpeechCapacity",
    "SystemInfo",
    "UnknownCase",
    "Unsubscribe",
    "create_app",
    "sip_ha1",
]
