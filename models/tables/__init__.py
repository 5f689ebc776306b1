"""The tables, one class each."""

from models.columns import Base
from models.tables.calls import Case, FirstResponder, Leg, Position, Utterance
from models.tables.channels import ApiKey, SentRequest
from models.tables.citizens import CallBack, CallerFacts, FollowUp
from models.tables.directory import Department, DepartmentNumber, DutyContact
from models.tables.floor import CalendarDay, FlowVersion, Queue, Switch
from models.tables.knowledge import Article
from models.tables.people import Agent, Audit, LoginSession
from models.tables.search import TextTerm
from models.tables.tickets import Attachment, RuleSet, Ticket, TicketEvent, TicketRevision

__all__ = [
    "Agent",
    "ApiKey",
    "Article",
    "Attachment",
    "Audit",
    "Base",
    "CalendarDay",
    "CallBack",
    "CallerFacts",
    "Case",
    "Department",
    "DepartmentNumber",
    "DutyContact",
    "FirstResponder",
    "FlowVersion",
    "FollowUp",
    "Leg",
    "LoginSession",
    "Position",
    "Queue",
    "RuleSet",
    "SentRequest",
    "Switch",
    "TextTerm",
    "Ticket",
    "TicketEvent",
    "TicketRevision",
    "Utterance",
]
