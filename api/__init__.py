"""HTTP and WebSocket: what screens and programs are told (`docs/screens.md`)."""

from api.app import create_app
from api.broadcast import Broadcast
from api.hotline import (
    CallCapacity,
    Callee,
    Colleague,
    Health,
    Hotline,
    Listener,
    NotPossible,
    SpeechCapacity,
    SystemInfo,
    UnknownCase,
    Unsubscribe,
    Whom,
)
from api.passwords import Argon2Cost, Passwords, sip_ha1
from api.settings import ApiSettings

__all__ = [
    "ApiSettings",
    "Argon2Cost",
    "Broadcast",
    "CallCapacity",
    "Callee",
    "Colleague",
    "Health",
    "Hotline",
    "Listener",
    "NotPossible",
    "Passwords",
    "SpeechCapacity",
    "SystemInfo",
    "UnknownCase",
    "Unsubscribe",
    "Whom",
    "create_app",
    "sip_ha1",
]
