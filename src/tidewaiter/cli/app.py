"""The words of the command line and where each is done; imports stay inside the words so that each starts fast."""

from __future__ import annotations

import logging

import typer

from tidewaiter.cli import (
    account,
    acts,
    assess,
    board,
    deadletters,
    demo,
    doctor,
    features,
    field,
    fleet,
    glass,
    hits,
    ingest,
    inspection,
    journal,
    lists,
    look,
    measures,
    model,
    model_trials,
    reads,
    redress,
    resolve,
    rules,
    screen,
    serve,
    stewards,
    watch,
    zone,
)

app = typer.Typer(
    name="tidewaiter",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Border management in the open: identify, assess, inspect, detect, enforce, record, analyze, deter.\n\n"
    "Exit codes: 0 done; 1 refused, or not all accepted; 2 wrong call; 3 no such record.\n\n"
    "TIDEWAITER_HOME says where data lives (./var), TIDEWAITER_DATABASE picks PostgreSQL by URL.",
)

MESSAGES, PEOPLE, TRUST, HOUSE = "Messages", "Encounters", "Journal and policy", "The house"

app.command(rich_help_panel=MESSAGES)(ingest.ingest)
app.command(rich_help_panel=MESSAGES)(watch.watch)
app.add_typer(deadletters.app, name="deadletters", rich_help_panel=MESSAGES)
app.command(rich_help_panel=MESSAGES)(deadletters.replay)
app.command(rich_help_panel=MESSAGES)(stewards.schedule)
app.command(rich_help_panel=MESSAGES)(zone.mrz)
app.command(rich_help_panel=PEOPLE)(look.encounters)
app.command(rich_help_panel=PEOPLE)(look.explain)
app.command(rich_help_panel=PEOPLE)(field.field)
app.command(rich_help_panel=PEOPLE)(reads.reads)
app.command(rich_help_panel=PEOPLE)(screen.screen)
app.add_typer(resolve.app, name="resolve", rich_help_panel=PEOPLE)
app.add_typer(acts.app, name="act", rich_help_panel=PEOPLE)
app.add_typer(inspection.app, name="inspection", rich_help_panel=PEOPLE)
app.add_typer(hits.app, name="hits", rich_help_panel=PEOPLE)
app.add_typer(glass.app, name="glass", rich_help_panel=PEOPLE)
app.add_typer(redress.app, name="redress", rich_help_panel=PEOPLE)
app.add_typer(look.report, name="report", rich_help_panel=PEOPLE)
app.add_typer(board.app, name="board", rich_help_panel=PEOPLE)
app.add_typer(journal.app, name="journal", rich_help_panel=TRUST)
app.command(rich_help_panel=TRUST)(journal.rebuild)
app.command(rich_help_panel=TRUST)(journal.purge)
app.add_typer(lists.app, name="lists", rich_help_panel=TRUST)
app.add_typer(assess.app, name="assess", rich_help_panel=TRUST)
model.register(assess.app)
model_trials.register(assess.app)
app.add_typer(rules.app, name="rules", rich_help_panel=TRUST)
app.command(rich_help_panel=TRUST)(measures.fairness)
app.add_typer(measures.drift, name="drift", rich_help_panel=TRUST)
app.add_typer(features.app, name="features", rich_help_panel=TRUST)
app.add_typer(fleet.app, name="fleet", rich_help_panel=TRUST)
app.add_typer(stewards.draw, name="draw", rich_help_panel=TRUST)
app.add_typer(account.app, name="account", rich_help_panel=HOUSE)
app.add_typer(serve.token, name="token", rich_help_panel=HOUSE)
app.command(rich_help_panel=HOUSE)(serve.serve)
app.command(rich_help_panel=HOUSE)(demo.demo)
app.command(rich_help_panel=HOUSE)(doctor.doctor)


def main() -> None:
    """Run the command line."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app()
