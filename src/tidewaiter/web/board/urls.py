"""The addresses of the port board."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.board import board, ports

urlpatterns = [
    path("board", board.board, name="board"),
    path("board/rows", board.rows, name="board-rows"),
    path("board/table", board.table, name="board-table"),
    path("board/staffing", board.staffing, name="board-staffing"),
    path("board/alarms/<str:alarm_id>/answer", board.answer, name="alarm-answer"),
    path("board/ports", ports.ports, name="board-ports"),
]
