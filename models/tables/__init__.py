"""The tables, one class each."""

from models.columns import Base
from models.tables.calls import CallBack, Case, Leg, Position, Utterance
from models.tables.people import Agent, Audit, Department, LoginSession
from models.tables.tickets import Ticket, TicketEvent, TicketRevision

__all__ = [
    "Agent",
    "Audit",
    "Base",
    "CallBack",
    "Case",
    "Department",
    "Leg",
    "LoginSession",
    "Position",
    "Ticket",
    "TicketEvent",
    "TicketRevision",
    "Utterance",
]
