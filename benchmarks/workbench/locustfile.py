"""What the hundred do, each in their role. Run by ``officers.py``, which names the accounts."""

from __future__ import annotations

import json
import os
import re
from itertools import count
from pathlib import Path
from time import monotonic

import gevent
from locust import HttpUser, task

LOAD = json.loads(Path(os.environ["LOAD"]).read_text())
PACE = float(os.environ.get("LOAD_PACE", "5"))
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_ADMIT = re.compile(r'action="(/lane/[^"/]+/admit)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
_numbers, _documents = count(), count()


class Somebody(HttpUser):
    """One person who signed in, and whose pages listen for changes."""

    def on_start(self) -> None:
        """Sign in, and listen for changes."""
        number = next(_numbers)
        self.name, self.role = LOAD["accounts"][number % len(LOAD["accounts"])]
        token = self._token(self.client.get("/login", name="sign in").text)
        form = {"login": self.name, "password": LOAD["password"], "csrfmiddlewaretoken": token}
        self.client.post("/login", form, headers={"Referer": f"{self.host}/login"}, name="sign in")
        self.page, self.turn = "", 0
        gevent.spawn(self._listen)
        apart = number * 0.618 % 1 * PACE  # people keep their own time, not the ticks at which the load begins
        self.due = monotonic() + apart
        gevent.sleep(apart)

    def wait_time(self) -> float:
        """Give how long until this person's next act."""
        self.due += PACE
        return max(0.0, self.due - monotonic())

    @task
    def act(self) -> None:
        """Do one act of this person's work."""
        self.turn += 1
        getattr(self, f"_{self.role}")()

    def _officer(self) -> None:
        if self.turn % 2 or not _ADMIT.search(self.page):
            number = LOAD["documents"][next(_documents) % len(LOAD["documents"])]
            self.page = self._send("/lane", {"q": number}, "lane: look up")
            return
        at, version = _ADMIT.search(self.page), _VERSION.search(self.page)
        said = {"version": version.group(1) if version else "0"}
        self.page = self._send(at.group(1) if at else "/lane", said, "lane: admit")

    def _analyst(self) -> None:
        where = ("/targeting", "/targeting?band=high", "/search?q=SMITH", "/rules")[self.turn % 4]
        self.client.get(where, name=where.partition("?")[0])

    def _commander(self) -> None:
        self.client.get("/board", name="/board")

    def _send(self, path: str, form: dict[str, str], name: str) -> str:
        if not self.page:
            self.page = self.client.get("/lane", name="lane").text
        said = {**form, "csrfmiddlewaretoken": self._token(self.page)}
        with self.client.post(
            path, said, headers={"Referer": f"{self.host}/lane"}, name=name, catch_response=True
        ) as told:
            if told.status_code in (404, 409):  # another officer had this traveler: answered, as it should be
                told.success()
            return told.text or ""

    def _token(self, text: str) -> str:
        found = _TOKEN.search(text)
        return found.group(1) if found else self.client.cookies.get("csrftoken", "")

    def _listen(self) -> None:
        import requests

        try:
            cookies = self.client.cookies.get_dict()
            with requests.get(f"{self.host}/live", cookies=cookies, stream=True, timeout=90) as stream:
                for _ in stream.iter_lines():
                    pass
        except requests.RequestException:
            return
