"""Errors as people read them: Chinese, what is wrong and what to do."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.hotline import NotPossible, UnknownCase
from api.outage import OUTAGES
from api.viewer import NotYours
from callflow.ticket import StepRefusedError

log = structlog.get_logger()

_BY_STATUS = {
    404: "没有这个地址，请检查链接。",
    405: "这个地址不支持此操作。",
    413: "内容太大。",
}

_BY_KIND = {
    "missing": "缺少此项",
    "extra_forbidden": "没有这个字段",
    "string_too_short": "太短了",
    "string_too_long": "太长了",
    "string_pattern_mismatch": "格式不对",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
    "json_invalid": "不是有效的 JSON",
    "greater_than_equal": "太小了",
    "less_than_equal": "太大了",
}


def handle_errors(app: FastAPI) -> None:
    """Answer every error of ours, of FastAPI and of the records in the contract's form."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _bad_field)
    app.add_exception_handler(UnknownCase, _unknown_case)
    app.add_exception_handler(NotPossible, _not_possible)
    app.add_exception_handler(NotYours, _not_yours)
    app.add_exception_handler(StepRefusedError, _step_refused)
    for outage in OUTAGES:
        app.add_exception_handler(outage, _records_away)
    app.add_exception_handler(Exception, _fault)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> HTTPException:
    """Make an error to raise."""
    return HTTPException(status, detail, headers)


def bad_field(where: tuple[str, ...], message: str) -> RequestValidationError:
    """Make the error for a value that only the endpoint could find bad."""
    return RequestValidationError([{"type": "value_error", "loc": where, "msg": message, "input": None}])


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler is registered for it
    standard = error.detail == HTTPStatus(error.status_code).phrase
    detail = _BY_STATUS.get(error.status_code, error.detail) if standard else error.detail
    return JSONResponse({"detail": detail}, error.status_code, error.headers)


async def _bad_field(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    return JSONResponse({"detail": [_in_chinese(one) for one in error.errors()]}, 422)


def _in_chinese(error: dict[str, Any]) -> dict[str, Any]:
    kind = error["type"]
    message = error["msg"].removeprefix("Value error, ") if kind == "value_error" else _BY_KIND.get(kind, "填写有误")
    return {"type": kind, "loc": list(error["loc"]), "msg": message}


async def _unknown_case(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"detail": "没有这通来电，可能已经办结归档。请刷新页面。"}, 404)


async def _not_yours(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"detail": "只能查看自己的记录。"}, 403)


async def _not_possible(_request: Request, error: Exception) -> Response:
    assert isinstance(error, NotPossible)  # noqa: S101 - as above
    return JSONResponse({"detail": error.reason}, 409)


async def _step_refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, StepRefusedError)  # noqa: S101 - as above
    return JSONResponse({"detail": error.reason}, 403 if error.forbidden else 409)


async def _records_away(_request: Request, error: Exception) -> Response:
    log.warning("records_unreachable", error=type(error).__name__)
    detail = "记录库暂时连不上，通话不受影响。请稍后再试，仍不行请联系管理员。"
    return JSONResponse({"detail": detail}, 503, {"Retry-After": "5"})


async def _fault(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"detail": "服务内部出错，已记入日志。请重试，仍不行请联系管理员。"}, 500)
