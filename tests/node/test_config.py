"""Settings: read once, checked, and a wrong one names itself."""

from pathlib import Path

import pytest

from node.config import READERS, Config, ConfigError

SECRET = "s" * 40
GOOD = f'url = "https://Elm.Example/"\nsecret = "{SECRET}"\n'
OPEN_MAIL = 'mail_from = "a@b.example"\nmail_security = "none"\n'


def folder(tmp_path: Path, text: str = GOOD) -> Path:
    (tmp_path / "wijk.toml").write_text(text)
    return tmp_path


def test_the_file_is_read_and_the_address_written_one_way(tmp_path: Path) -> None:
    config = Config.load(folder(tmp_path), {})
    assert config.url == "https://elm.example"
    assert config.host_name == "elm.example"
    assert config.database_url == f"sqlite:///{tmp_path / 'wijk.db'}"


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    config = Config.load(folder(tmp_path), {"WIJK_PORT": "9001", "WIJK_THREADS": "2"})
    assert (config.port, config.threads) == (9001, 2)


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("t" * 50 + "\n")
    config = Config.load(folder(tmp_path), {"WIJK_SECRET_FILE": str(tmp_path / "secret")})
    assert config.secret == "t" * 50


@pytest.mark.parametrize(
    ("text", "environment", "complaint"),
    [
        ("", {}, "WIJK_URL is not set"),
        (f'secret = "{SECRET}"', {}, "WIJK_URL is not set"),
        ('url = "https://elm.example"', {}, "WIJK_SECRET is not set"),
        (GOOD, {"WIJK_PORT": "soon"}, "WIJK_PORT='soon' is not a whole number"),
        (GOOD, {"WIJK_PORT": "70000"}, "WIJK_PORT='70000' is not a whole number"),
        (GOOD, {"WIJK_URL": "elm"}, "WIJK_URL='elm' is not a web address"),
        (GOOD, {"WIJK_URL": "https://a.example/x"}, "must be only https:// and a name"),
        (GOOD, {"WIJK_URL": "https://u@a.example"}, "must be only https:// and a name"),
        (GOOD, {"WIJK_URL": "https://10.0.0.1"}, "has no host name that other nodes could reach"),
        (GOOD, {"WIJK_URL": "http://a.example"}, "must be https://a.example"),
        (GOOD, {"WIJK_URL": "http://a.localhost:8001"}, "only a development node"),
        (GOOD, {"WIJK_DEVELOPMENT": "perhaps"}, "WIJK_DEVELOPMENT='perhaps' is not yes or no"),
        (GOOD, {"WIJK_TRUSTED_PROXIES": "1"}, "is not a list of addresses"),
        (GOOD, {"WIJK_TRUSTED_PROXIES": "10.0.0.1/8"}, "is not a list of addresses"),
        (GOOD, {"WIJK_DATABASE": "mysql://x"}, "WIJK_DATABASE='mysql://x' is not a sqlite"),
        (GOOD, {"WIJK_SECRET_FILE": "/nowhere"}, "WIJK_SECRET_FILE='/nowhere' cannot be read"),
        (GOOD + "colour = 1\n", {}, "'colour', which is not a setting"),
        ("url = ", {}, "cannot be read"),
        (GOOD, {"WIJK_MAIL_HOST": "m.example"}, "set mail_from too"),
        (GOOD, {"WIJK_MAIL_FROM": "Wijk <a@b.example>"}, "is not a plain address"),
        (GOOD, {"WIJK_MAIL_HOST": "https://m.example"}, "is not the name of a mail server"),
        (GOOD, {"WIJK_MAIL_SECURITY": "ssl"}, "is not one of starttls, tls, none"),
        (GOOD + OPEN_MAIL, {"WIJK_MAIL_HOST": "m.example"}, "sends codes for all to read"),
        (GOOD + OPEN_MAIL, {"WIJK_MAIL_HOST": "93.184.216.34"}, "sends codes for all to read"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, text: str, environment: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        Config.load(folder(tmp_path, text), environment)
    assert complaint in str(refused.value)


def test_a_short_secret_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        Config.load(folder(tmp_path), {"WIJK_SECRET": "hunter2"})
    assert "shorter than 32" in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_mistyped_folder_makes_no_new_node(tmp_path: Path) -> None:
    """ST-10."""
    with pytest.raises(ConfigError, match="There is no node in"):
        Config.load(tmp_path / "nowhere", {})
    assert not (tmp_path / "nowhere").exists()


def test_settings_are_shown_without_the_secret(tmp_path: Path) -> None:
    shown = Config.load(folder(tmp_path), {}).shown()
    assert shown["secret"] == "(hidden)"
    assert SECRET not in str(shown)
    assert set(READERS) < set(shown)


def test_the_password_of_the_mail_stands_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("hunter2\n")
    given = {"WIJK_MAIL_PASSWORD_FILE": str(tmp_path / "mail")}
    config = Config.load(folder(tmp_path), given)
    assert config.mail_password == "hunter2"
    assert config.shown()["mail_password"] == "(hidden)"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "mail", "192.168.1.4"])
def test_mail_may_go_open_to_what_is_near(tmp_path: Path, host: str) -> None:
    config = Config.load(folder(tmp_path, GOOD + OPEN_MAIL), {"WIJK_MAIL_HOST": host})
    assert config.mail_host == host


def test_it_is_known_where_each_value_came_from(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("hunter2")
    environment = {"WIJK_THREADS": "2", "WIJK_MAIL_PASSWORD_FILE": str(tmp_path / "mail")}
    config = Config.load(folder(tmp_path), {**environment, "WIJK_PORT": "9000"}, {"port": "9001"})
    assert config.port == 9001
    assert config.sources == {
        "url": "wijk.toml: url",
        "secret": "wijk.toml: secret",
        "threads": "WIJK_THREADS",
        "mail_password": "WIJK_MAIL_PASSWORD_FILE",
        "port": "--port",
    }
    assert "sources" not in config.shown()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sqlite:////srv/a:b@c/wijk.db", "sqlite:////srv/a:b@c/wijk.db"),
        ("postgresql://wijk@db/elm", "postgresql://wijk@db/elm"),
        ("postgresql://wijk:hunter2@db/elm", "postgresql://wijk:(hidden)@db/elm"),
        ("postgresql://wijk:hunter2@/x:y@db/elm", "postgresql://wijk:(hidden)@db/elm"),
        ("postgresql://db/elm?password=hunter2&a=b", "postgresql://db/elm?password=(hidden)&a=b"),
    ],
)
def test_the_password_of_the_database_is_never_shown(
    tmp_path: Path, address: str, shown: str
) -> None:
    """AD-05: however it was written."""
    config = Config.load(folder(tmp_path), {"WIJK_DATABASE": address})
    assert config.shown()["database"] == shown
    assert config.database == address


def test_a_wrong_database_names_itself_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        Config.load(folder(tmp_path), {"WIJK_DATABASE": "mysql://wijk:hunter2@db/elm"})
    assert "mysql://wijk:(hidden)@db/elm" in str(refused.value)
    assert "hunter2" not in str(refused.value)
