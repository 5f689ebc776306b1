"""The application: parts on one side, routers on the other, and the page for what is left."""

from fastapi import Depends, FastAPI
from prometheus_client import CollectorRegistry

from api import screen
from api.access import own_page
from api.body_limit import BodyLimit
from api.desk_page import SecurityHeaders, serve_desk
from api.errors import handle_errors
from api.hotline import Hotline
from api.lockouts import Lockouts
from api.metrics import FloorCollector
from api.pace import Pace
from api.parts import Parts
from api.passwords import Argon2Cost, Passwords
from api.routes import (
    agents,
    articles,
    audio,
    audit_lines,
    callbacks,
    callers,
    cases,
    city,
    departments,
    docs,
    evaluation,
    floor,
    flows,
    follow_ups,
    insights,
    keys,
    login,
    paperwork,
    portal,
    portal_files,
    progress,
    queues,
    requests,
    steering,
    suggestions,
    supervision,
    system,
    taxonomy,
    ticket_acts,
    ticket_rules,
    tickets,
)
from api.sessions import Sessions
from api.settings import ApiSettings
from models import Records

OPENAPI = "/api/openapi.json"
_ROUTERS = (
    login,
    cases,
    steering,
    supervision,
    paperwork,
    audio,
    tickets,
    ticket_acts,
    ticket_rules,
    portal,
    portal_files,
    callers,
    callbacks,
    follow_ups,
    taxonomy,
    suggestions,
    articles,
    agents,
    departments,
    queues,
    floor,
    city,
    flows,
    system,
    keys,
    evaluation,
    insights,
    audit_lines,
    docs,
)
_FOR_PROGRAMS = (requests, progress)
"""They have no session that another site could ride on."""


def create_app(
    hotline: Hotline,
    records: Records,
    settings: ApiSettings,
    *,
    cost: Argon2Cost | None = None,
    registry: CollectorRegistry | None = None,
) -> FastAPI:
    """Make the application; it opens and closes nothing. `registry` may hold other parts' figures for `/metrics`."""
    registry = registry or CollectorRegistry()
    registry.register(FloorCollector(hotline))
    app = FastAPI(
        title="Lingting", version=hotline.system().version, openapi_url=OPENAPI, docs_url=None, redoc_url=None
    )
    app.state.parts = Parts(
        hotline=hotline,
        records=records,
        settings=settings,
        sessions=Sessions(records, hotline.now),
        passwords=Passwords(cost),
        strangers=Lockouts(),
        guessed_tickets=Lockouts(),
        guessing=Lockouts(failures=20),
        pace=Pace(),
        registry=registry,
    )
    _open_to_http(app, settings)
    return app


def _open_to_http(app: FastAPI, settings: ApiSettings) -> None:
    handle_errors(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    for subject in _ROUTERS:
        app.include_router(subject.router, dependencies=[Depends(own_page)])
    for subject in _FOR_PROGRAMS:
        app.include_router(subject.router)
    app.include_router(screen.router)
    serve_desk(app, settings.desk)
