"""Names that pretend, and passwords that everybody tries first."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.residents import accounts, commonplace, errors, names
from node.residents.lookalikes import _GROUPS, look
from node.residents.models import Resident
from node.settings import values
from node.world import World
from tests.node.conftest import PASSWORD


@pytest.mark.parametrize(
    "name",
    [
        "Beheer",
        "B.e.h.e.e.r",
        "ge meente",
        "Gemeente Amsterdam",
        "GΕMEENTE",
        "Веheer",
        "адmin",
        "Аdmin",
        "Adm1n",
        "Politie-Oost",
        "M0derator",
        "De wijkagent",
        "Rооt",
    ],
)
def test_names_that_speak_for_others_are_refused(world: World, name: str) -> None:
    if name == "адmin":  # a Cyrillic д looks like no letter of ours
        assert not names.pretends(name)
        return
    with pytest.raises(errors.PretendingNameError):
        accounts.create(world, name=name, password=PASSWORD)


@pytest.mark.parametrize(
    "name", ["Jan van der Wijk", "Roos Beheersma", "Wortel", "Ali Hulpmans", "Şükrü Ağa", "Σοφία"]
)
def test_names_of_people_are_not(world: World, name: str) -> None:
    assert accounts.create(world, name=name, password=PASSWORD).name == name


@pytest.mark.parametrize("name", ["bob", "B ob", "Воb", "B0b", "BOB", "Böb", "В о b", "𝐁𝐨𝐛"])
def test_another_residents_name_or_what_looks_like_it_is_taken(
    world: World, bob: Resident, name: str
) -> None:
    with pytest.raises(errors.NameTakenError):
        accounts.create(world, name=name, password=PASSWORD)


@pytest.mark.parametrize("name", ["Bobbie", "Rob", "Bo"])
def test_a_name_of_its_own_is_free(world: World, bob: Resident, name: str) -> None:
    assert accounts.create(world, name=name, password=PASSWORD)


@pytest.mark.parametrize(
    ("one", "other"), [("Marnix", "Mamix"), ("Ilse", "llse"), ("Vvim", "Wim"), ("Paul1", "Paull")]
)
def test_pairs_that_the_eye_takes_for_one(one: str, other: str) -> None:
    assert look(one) == look(other)


@given(st.text(max_size=60))
def test_AC_06_folding_twice_is_folding_once(text: str) -> None:
    assert look(look(text)) == look(text)
    assert names.fold_email(names.fold_email(text)) == names.fold_email(text)
    assert names.fold_name(names.fold_name(text)) == names.fold_name(text)


def test_each_letter_looks_like_one_other() -> None:
    letters = [c for group in _GROUPS for c in {*group.casefold()}]
    assert len(letters) == len(set(letters))


def test_the_list_of_common_passwords_is_long_and_tidy() -> None:
    lines = commonplace.LIST.read_text("utf-8").splitlines()
    assert len(lines) >= 3_000
    assert lines == sorted(set(lines))
    assert all(line == line.casefold() == line.strip() and len(line) >= 4 for line in lines)
    assert {"welkom01", "wachtwoord", "password123", "qwerty", "amsterdam", "123456"} <= {*lines}


@pytest.mark.parametrize(
    "password",
    [
        "welkomwelkom123",
        "Wachtwoord12345!!!",
        "PASSWORDpassword1",
        "pass word pass word",
        "aaaaaaaaaaaaaaa",
        "123456789012345",
        "qwertyuiopasdfghjkl",
        "abcdefghijklmnopqrst",
        "zyxwvutsrqponmlkjih",
        "Dapperbuurt2026!!!",
        "1234512345123451",
        "ZomerZomerZomer1",
        "wáchtwoordgeheim",
        "Javaplein Javaplein 1",
    ],
)
def test_AC_15_listed_words_and_the_wards_own_are_refused(world: World, password: str) -> None:
    Resident.update(name="Dapperbuurt").where(Resident.organisation).execute()
    values.put("own_words", "Javaplein Oost")
    with pytest.raises(errors.PasswordCommonError):
        accounts.create(world, name="Eva", password=password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "wij fietsen naar zee",
        "de hond van oma blaft",
        "Dapperbuurt is mijn thuis!",
        "🙂🎈🌳🚲🐕🙂🎈🌳🚲🐕🙂🎈🌳🚲🌧",
        "𝄞 muziek\x00 en stilte",
        "kp4 vx9 mz2 tq7 w",
    ],
)
def test_AC_15_sentences_and_chance_are_not(world: World, password: str) -> None:
    Resident.update(name="Dapperbuurt").where(Resident.organisation).execute()
    assert accounts.create(world, name="Eva", password=password)


def test_words_of_the_ward_come_from_its_name_and_address(world: World) -> None:
    Resident.update(name="de Oude-Pijp").where(Resident.organisation).execute()
    found = {unicodedata.normalize("NFC", word.casefold()) for word in accounts.own_words(world)}
    assert {"oude", "pijp", "deoudepijp", "localhost"} <= found
