"""One table of providers: each name of the register makes its own, and an unknown one is refused."""

from dataclasses import replace

import pytest

from models.common.errors import PanelError
from models.live.breaker import Breakers
from models.live.chains import Link, chains
from models.live.deadline import Deadline
from models.live.desks import PROVIDERS, Asking, Refresh
from models.live.failure import FetchError
from models.live.fetch_many import LastGood, fetch_many
from models.live.http import Http
from models.live.providers.french import French


@pytest.fixture
def http():
    return Http(Deadline.after(1), Breakers())


def errand(key="k" * 32):
    return Refresh(Asking(key=key))


def test_every_provider_of_the_register_is_in_the_table_and_the_other_way_round():
    asked = {link.provider for feed in chains().feeds.values() for link in feed.chain}
    assert asked == set(PROVIDERS)


def test_each_name_makes_a_provider_of_its_own(http):
    made = [desk.make(http, errand()) for desk in PROVIDERS.values()]
    assert len({type(provider) for provider in made}) == len(PROVIDERS)
    assert all(provider.name for provider in made)


def test_without_a_key_fred_is_not_made(http):
    with pytest.raises(FetchError, match="no key is given"):
        PROVIDERS["fred"].make(http, errand(key=""))


def test_an_unknown_provider_is_refused_before_anything_is_asked():
    feed = next(iter(chains().feeds.values()))
    wrong = replace(feed, chain=(Link("yaho", "^RUT", "D"), *feed.chain))
    told = []
    with pytest.raises(PanelError, match=r"asks 'yaho' for \^RUT; providers are bls, .+\.toml\.$"):
        fetch_many(
            {feed.name: wrong},
            {},
            Asking(),
            last_good=LastGood(),
            seen=lambda *said: told.append(said),
        )
    assert told == []


def test_an_archive_is_asked_for_once_and_its_failure_is_shared():
    class Refusing:
        asked = 0

        def get(self, _url):
            self.asked += 1
            raise FetchError("transient", "The library does not answer.")

    http, shared = Refusing(), errand()
    for column in ("SMB", "HML"):
        with pytest.raises(FetchError, match="does not answer") as caught:
            French(http, shared).fetch(
                f"factors:{column}", chains().feeds["french_smb"].since, None
            )
        assert caught.value.kind == "transient"
    assert http.asked == 1
