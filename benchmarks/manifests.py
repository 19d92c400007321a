"""Passenger lists of any size with invented people: the same seed gives the same list."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tidewaiter.formats import paxlst
from tidewaiter.vocabulary.announcement import Announcement, Leg, Person, TravelDocument

PREPARED = datetime(2026, 8, 14, 6, 30)
_SURNAMES = """
    ABARCA ADEYEMI ALBRIGHT ARDOGAN BAKKEN BARRETT BELMONTE BRINKMANN CALDER CASTELLANOS CHAUDHRY
    CORVINUS DAHLGREN DELACROIX DRAGOMIR ECHEVERRIA EKWUEME FAIRWEATHER FARKAS FUJIMORI GALLAGHER
    GRANQVIST HALVORSEN HASHEMI HOLLOWAY IBARRA ILIESCU JANKOWSKI KAPOOR KERTESZ KOWALCZYK LAFONTAINE
    LINDQVIST MACASKILL MARCHETTI MBEKI MORAES NAKAMURA NDIAYE OKONKWO OYELARAN PELLEGRINI QURESHI
    RASMUSSEN ROSALES SABATINI SCHREIBER SOMERVILLE TAKAHASHI THORVALD UNDERHILL VANDERMEER VILLANUEVA
    WHITCOMBE YAMAGUCHI ZABALETA
""".split()  # noqa: SIM905
_GIVEN = """
    ADAEZE AMARA ANDERS ANIKA BENCE BRUNO CAMILLE CIARAN DARIO DELPHINE EILIDH ELENA EMRE FARAH FINN
    GRETA HAMISH HANNE ILDIKO INGRID JONAS KAI KENJI LEILA LUCIA MARISOL MATEO NIAMH NOOR OSWIN PASCAL
    PRIYA QUENTIN RAFAEL ROSALIND SASKIA SIOBHAN SOREN TARIQ TOLU TOVE UMA VICTOR WALTER XIMENA YUKI
    ZARA
""".split()  # noqa: SIM905
_ISSUERS = ("GBR", "USA", "IRL", "NLD", "DEU", "FRA", "ESP", "ITA", "SWE", "POL", "IND", "NGA", "JPN", "BRA", "MEX")


def announcement(passengers: int = 260, seed: int = 1, *, reference: str = "1") -> Announcement:
    """Make one flight to the border with that many passengers, each with passport, seat, locator and reference.

    Every seed is a flight of its own: nobody puts thousands of people on one.
    """
    chance = random.Random(seed)
    leg = Leg(
        carrier="ZZ",
        number=str(1 + (203 + seed - 1) % 9998),
        departure="LHR",
        arrival="JFK",
        departs_local=datetime(2026, 8, 14, 10, 5),
        arrives_local=datetime(2026, 8, 14, 13, 10),
        crossing=True,
    )
    people = [_person(chance, number, seed) for number in range(passengers)]
    return Announcement(
        kind="paxlst",
        reference=reference,
        sender_name="ZZ OPERATIONS DESK",
        contacts=("TE:44 20 5550 0134", "FX:44 20 5550 0135"),
        legs=[leg],
        people=people,
        extra={"list": "745", "transaction": f"ZZ26081400{seed:04d}"},
    )


def paxlst_bytes(passengers: int = 260, seed: int = 1, *, reference: str | None = None) -> bytes:
    """Write such a list as one PAXLST interchange of syntax level UNOC."""
    return paxlst.write(
        announcement(passengers, seed),
        sender=["ZZ", "ZZ"],
        recipient=["USAPIS", "ZZ"],
        reference=reference or f"ZZ{seed:08d}",
        prepared=PREPARED,
    )


def _person(chance: random.Random, number: int, seed: int) -> Person:
    issuer = chance.choice(_ISSUERS)
    born = date(1942, 1, 1) + timedelta(days=chance.randrange(29_000))
    passport = TravelDocument(
        kind="P",
        number=f"{chance.choice('ABCDEFGHJKLNPRSTUVXYZ')}{chance.randrange(10**8):08d}",
        issuer=issuer,
        expires=date(2026, 10, 1) + timedelta(days=chance.randrange(3_300)),
    )
    party = number - number % chance.choice((1, 2, 2, 4))
    return Person(
        surname=chance.choice(_SURNAMES),
        given_names=chance.choice(_GIVEN),
        birth_date=born,
        sex=chance.choice(("M", "F")),
        nationality=issuer,
        documents=[passport],
        embarkation="LHR",
        debarkation="JFK",
        seat=f"{1 + number // 9}{'ABCDEFGHJ'[number % 9]}",
        locator=f"{seed % 36:X}Z{party:04X}",
        carrier_reference=f"ZZ{seed:04d}{number:05d}",
        bag_count=chance.choice((None, 1, 1, 2)),
    )
