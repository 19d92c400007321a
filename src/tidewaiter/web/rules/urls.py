"""Addresses of rules; the words come before the names, so no rule is called new, check, features, review or grounds."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.rules import backtests, book, editor, rule

RULE = "rules/<str:rule_id>"

urlpatterns = [
    path("rules", book.rules, name="rules"),
    path("rules/review", book.review, name="rules-review"),
    path("rules/grounds", book.grounds, name="rules-grounds"),
    path("rules/features", book.features, name="rules-catalogue"),
    path("rules/new", editor.new, name="rule-new"),
    path("rules/new/save", editor.write, name="rule-write"),
    path("rules/check", editor.check, name="rule-check"),
    path(RULE, rule.one, name="rule"),
    path(f"{RULE}/days.csv", rule.days, name="rule-days"),
    path(f"{RULE}/approve", rule.approve, name="rule-approve"),
    path(f"{RULE}/promote", rule.promote, name="rule-promote"),
    path(f"{RULE}/retire", rule.retire, name="rule-retire"),
    path(f"{RULE}/kill", rule.kill, name="rule-kill"),
    path(f"{RULE}/backtests", backtests.start, name="rule-try"),
    path(f"{RULE}/runs/<str:run_id>", backtests.progress, name="rule-run"),
    path(f"{RULE}/backtests/<str:backtest_id>", backtests.one, name="rule-backtest"),
    path(f"{RULE}/backtests/<str:backtest_id>/table.csv", backtests.table, name="rule-backtest-table"),
]
