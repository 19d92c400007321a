"""The pages of secondary by Django's client: a file from referral to refusal, its forms, its attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving
from tests.unit.inspect.files import jpeg, png
from tests.unit.web.signing import account, browser, signed_in

from tidewaiter.enforce import Refer
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.vocabulary.officer import Officer

ADA = "Ada Quill"
GROUND = "fraud-or-misrepresentation"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, *TWO_PORTS) as opened:
        yield opened


def refer(served: Served, port: str = HERE, reason: str = "The document needs a closer look") -> str:
    about, at = served.encounter(port), served.house.policies.clock()
    officer = Officer("Lane Officer", frozenset({"officer"}), port)
    served.house.act(ReportAtPrimary(encounter_id=about, officer=officer, at=at, port=port))
    served.house.act(Refer(encounter_id=about, officer=officer, at=at, reason=reason))
    return about


def officer(name: str = ADA, role: str = "officer", port: str = HERE) -> Any:
    return signed_in(role, port=port, name=name, purpose="inspection in secondary")


def text(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def send(client: Any, about: str, form: str, /, **said: Any) -> Any:
    answer = client.post(f"/secondary/{about}/{form}", said, follow=True)
    assert answer.status_code in (200, 303, 409, 422), answer.content[:400]
    return answer


def next_thing(client: Any, about: str) -> str:
    found = re.search(r'id="next-title">(.*?)</h2>', client.get(f"/secondary/{about}").content.decode(), re.S)
    assert found
    return unescape(found.group(1)).strip()


def test_who_waits_is_listed_and_other_ports_are_not(served: Served) -> None:
    empty = text(officer().get("/secondary"))
    assert "Nobody waits in secondary" in empty
    here, there = refer(served), refer(served, ELSEWHERE)
    shown = officer().get("/secondary").content.decode()
    assert f"/secondary/{here}" in shown and there not in shown
    assert "nobody took it up" in shown
    fits = text(officer().get("/secondary?status=open"))
    assert "Nobody in secondary fits" in fits
    assert officer().get(f"/secondary/{there}").status_code == 404
    assert officer().post(f"/secondary/{there}/open", {"reason": "other"}).status_code == 404
    assert "before it" in text(
        officer(port=ELSEWHERE).get(f"/secondary/{served.encounters(ELSEWHERE)[-1]['encounter_id']}")
    )


def test_a_file_is_worked_through_with_the_next_thing_always_named(served: Served) -> None:
    about, client = refer(served), officer()
    assert next_thing(client, about) == "Next: take the inspection up"
    form = client.get(f"/secondary/{about}?form=open").content.decode()
    assert '<option value="document" selected>' in form, "the referral's words suggest the reason"
    assert 'value="random"' not in form
    send(client, about, "open", reason="document")
    assert next_thing(client, about) == "Next: Examined the document by hand, light and reader"
    early = send(client, about, "outcome", outcome="documents-in-order")
    assert early.status_code == 422
    assert "the record is not complete" in text(early)
    assert '<option value="documents-in-order" selected>' in early.content.decode(), "what was sent is not lost"
    send(client, about, "tick", item="document-examined", done="1", section="immigration")
    without = send(client, about, "tick", item="holder-compared", done="0", section="immigration")
    assert (without.status_code, "why it could not be done is required" in text(without)) == (422, True)
    send(client, about, "tick", item="holder-compared", done="0", note="no light", section="immigration")
    said = {
        "section": "immigration",
        "language": "Maltese",
        "interpreter": "1",
        "question-0": "Where <b>was</b> it issued?",
    }
    send(client, about, "interview", **said, **{"answer-0": "In Valletta"})
    alone = send(client, about, "interview", section="immigration", language="English", **{"answer-1": "yes"})
    assert alone.status_code == 422
    send(client, about, "search", section="customs", kind="baggage", ground="border-search", words="two bags, clothes")
    shown = client.get(f"/secondary/{about}?section=immigration").content.decode()
    assert "Where &lt;b&gt;was&lt;/b&gt; it issued?" in shown and "with an interpreter" in shown
    for section in ("immigration", "customs"):
        send(client, about, "close-section", section=section, result="nothing-found")
    assert next_thing(client, about) == "Next: record the outcome"
    send(client, about, "outcome", outcome="documents-in-order")
    assert next_thing(client, about) == "Next: decide about them"
    send(client, about, "amend", words="The issuer confirmed it.", why="it came late", section="immigration")
    assert "The issuer confirmed it." in text(client.get(f"/secondary/{about}?section=immigration"))
    done = send(client, about, "admit", until="2026-12-24")
    assert "Admitted until 2026-12-24" in text(done)
    printed = text(client.get(f"/secondary/{about}/print"))
    for words in (
        "In Valletta",
        "two bags, clothes",
        "no light",
        "The issuer confirmed it.",
        "Documents in order",
        ADA,
    ):
        assert words in printed
    assert "score" not in printed.lower(), "what a machine said of them is no part of the file"


def test_an_outcome_that_needs_a_supervisor_becomes_the_question_to_one(served: Served) -> None:
    about, client = refer(served, reason="Another reason"), officer()
    send(client, about, "open", reason="other")
    send(client, about, "close-section", section="immigration", result="nothing-found")
    asked = send(client, about, "outcome", outcome="inadmissible", report="no visa")
    assert asked.status_code == 422
    form = asked.content.decode()
    assert '<option value="outcome:inadmissible" selected>' in form and ">no visa</textarea>" in form
    send(client, about, "ask", about="outcome:inadmissible", words="no visa")
    assert "wait for a supervisor's answer" in next_thing(client, about)
    assert client.get("/secondary/approvals").status_code == 403
    senior = officer("Marta Oyelu", "supervisor")
    page = senior.get("/secondary/approvals")
    assert "Appears inadmissible" in text(page) and "no visa" in text(page)
    silent = senior.post(f"/secondary/approvals/{about}/1", {"granted": "0", "words": " "})
    assert (silent.status_code, "why it is returned is required" in text(silent)) == (422, True)
    assert senior.post(f"/secondary/approvals/{about}/1", {"granted": "1"}).status_code == 303
    assert "Nothing is asked" in text(senior.get("/secondary/approvals"))
    send(client, about, "outcome", outcome="inadmissible", report="no visa")
    assert next_thing(client, about) == "Next: decide about them"


def test_a_refusal_needs_the_second_officers_own_password_and_no_open_claim(served: Served) -> None:
    about, client = refer(served), officer()
    served.complete(about, served.token("officer", HERE))
    send(client, about, "outcome", outcome="document-fraud", report="page replaced")
    tomas = account("officer", port=HERE, name="Tomas Reyk")
    tomas.set_password("a long word of his own")
    tomas.save()
    said = {"ground": GROUND, "origin-0": "document", "seen-0": "The data page was replaced", "language": "es"}
    agreed = {"second_name": "Tomas Reyk", "second_password": "a long word of his own"}
    for wrong in ({"second_password": "guessed"}, {"second_name": "Nobody"}):
        refused = send(client, about, "refuse", **said, **{**agreed, **wrong})
        assert refused.status_code == 422
        assert "does not open an account" in text(refused)
        assert "a long word" not in refused.content.decode() and "guessed" not in refused.content.decode()
    send(client, about, "claim", kind="fear", said_by="the person")
    page = client.get(f"/secondary/{about}").content.decode()
    assert "No refusal" in page and 'data-key="e"' not in page
    blocked = send(client, about, "refuse", **said, **agreed)
    assert (blocked.status_code, "waits for the competent authority" in text(blocked)) == (422, True)
    from tidewaiter.enforce import AnswerProtection

    ruth = Officer("Ruth Amsel", frozenset({"protection-authority"}), HERE, "protection")
    answer = {"kind": "fear", "answer": "no-protection-need", "authority": "Asylum office"}
    served.house.act(AnswerProtection(encounter_id=about, officer=ruth, at=served.house.policies.clock(), **answer))
    done = send(client, about, "refuse", **said, **agreed)
    assert done.status_code == 200, text(done)[:800]
    assert "agreed by Tomas Reyk" in text(done)
    assert "Notice handed over (español)" in text(done)


def test_nobody_is_their_own_second_officer(served: Served) -> None:
    about = refer(served)
    served.complete(about, served.token("officer", HERE))
    own = account("officer", port=HERE, name=ADA)
    own.set_password("a long word of hers")
    own.save()
    token = {"Authorization": f"Bearer {served.token('officer', HERE, ADA)}", "X-Purpose": "inspection in secondary"}
    client = browser(headers=token)
    send(client, about, "outcome", outcome="document-fraud", report="page replaced")
    said = {"ground": GROUND, "origin-0": "document", "seen-0": "The data page was replaced"}
    alone = send(client, about, "refuse", **said, second_name=ADA, second_password="a long word of hers")
    assert (alone.status_code, "must be somebody else" in text(alone)) == (422, True)


def test_a_file_is_taken_by_its_content_and_handed_out_so_that_nothing_in_it_runs(served: Served) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    about, client = refer(served), officer()
    send(client, about, "open", reason="document")

    def upload(content: bytes, name: str = "photo.jpg") -> Any:
        file = SimpleUploadedFile(name, content, "image/jpeg")
        return send(client, about, "attach", section="immigration", title="data page", file=file)

    assert "judged by content" in text(upload(b"<script>alert(1)</script>"))
    assert "at most 5 MiB" in text(upload(png() + b" " * (5 * 2**20)))
    assert "at most 5 MiB" in text(upload(png() + b" " * (7 * 2**20))), "larger ones are not even kept in memory"
    assert "at most 5 MiB" in text(send(client, about, "attach", section="immigration", title="data page"))
    shown = upload(jpeg(), "../../evil.html").content.decode()
    (address,) = re.findall(rf'href="(/secondary/{about}/files/[^"]+)"', shown)
    handed = client.get(address)
    assert handed.content == jpeg()
    assert handed["Content-Type"] == "image/jpeg"
    assert re.fullmatch(r'attachment; filename="att-[0-9a-f-]+\.jpg"', handed["Content-Disposition"])
    assert "sandbox" in handed["Content-Security-Policy"]
    assert (handed["X-Content-Type-Options"], handed["Cache-Control"]) == ("nosniff", "no-store")
    assert officer(port=ELSEWHERE, name="Oda Lind").get(address).status_code == 404
    assert client.get(f"/secondary/{about}/files/att-unknown").status_code == 404


def test_another_may_add_but_takes_over_before_the_outcome(served: Served) -> None:
    about = refer(served)
    send(officer(), about, "open", reason="other")
    bo = officer("Bo Tarn")
    send(bo, about, "tick", item="needs-asked", done="1", section="immigration")
    send(bo, about, "close-section", section="immigration", result="nothing-found")
    page = bo.get(f"/secondary/{about}")
    assert f"Held by {ADA}" in text(page) and 'data-key="o"' not in page.content.decode()
    assert "take it over first" in text(send(bo, about, "outcome", outcome="no-violation"))
    send(bo, about, "take-over", why="end of the shift")
    send(bo, about, "outcome", outcome="no-violation")
    assert next_thing(bo, about) == "Next: decide about them"


def test_a_form_of_an_older_page_says_so_and_stores_nothing(served: Served) -> None:
    about, client = refer(served), officer()
    send(client, about, "open", reason="other")
    send(client, about, "tick", item="needs-asked", done="1", section="immigration")
    stale = send(client, about, "close-section", section="immigration", result="nothing-found", version="1")
    assert stale.status_code == 409
    assert "read it again" in text(stale)


def test_a_second_officer_with_an_app_shows_its_code(served: Served) -> None:
    from allauth.mfa.totp.internal.auth import TOTP
    from tests.unit.web.test_accounts_factors import code_of

    about = refer(served)
    served.complete(about, served.token("officer", HERE))
    client = officer()
    send(client, about, "outcome", outcome="document-fraud", report="page replaced")
    tomas = account("officer", port=HERE, name="Tomas Reyk")
    tomas.set_password("a long word of his own")
    tomas.save()
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(tomas, secret)
    said = {"ground": GROUND, "origin-0": "document", "seen-0": "The data page was replaced"}
    agreed = {"second_name": "Tomas Reyk", "second_password": "a long word of his own"}
    for code in ("", "000000"):
        refused = send(client, about, "refuse", **said, **agreed, second_code=code)
        assert (refused.status_code, "does not open an account" in text(refused)) == (422, True)
    done = send(client, about, "refuse", **said, **agreed, second_code=code_of(secret))
    assert "agreed by Tomas Reyk" in text(done)


def test_a_second_officer_whose_role_asks_for_an_app_and_has_none_cannot_agree(served: Served) -> None:
    about = refer(served)
    served.complete(about, served.token("officer", HERE))
    client = officer()
    send(client, about, "outcome", outcome="document-fraud", report="page replaced")
    marta = account("officer", "supervisor", port=HERE, name="Marta Oyelu")
    marta.set_password("a long word of hers")
    marta.save()
    said = {"ground": GROUND, "origin-0": "document", "seen-0": "The data page was replaced"}
    refused = send(client, about, "refuse", **said, second_name="Marta Oyelu", second_password="a long word of hers")
    assert (refused.status_code, "does not open an account" in text(refused)) == (422, True)
