"""Words, languages, catalogues and choices."""

import string

import pytest

from atende.bot.rules import catalogue_en, catalogue_pt
from atende.bot.rules.language import detect
from atende.bot.rules.words import alike, find_names, tokens_of
from atende.kit.places import first_name


@pytest.mark.parametrize(
    ("typed", "tokens"),
    [
        ("Vcs abrem sáb?", ("voces", "abrem", "sabado")),
        ("falar c/ alguém p/ favor", ("falar", "com", "alguem", "para", "favor")),
        ("OIIIII", ("oi",)),
        ("", ()),
        ("🙂", ()),
    ],
)
def test_hurried_words_are_written_out(typed: str, tokens: tuple[str, ...]) -> None:
    assert tokens_of(typed) == tokens


@pytest.mark.parametrize(
    ("typed", "word", "same"),
    [
        ("atendnte", "atendente", True),
        ("enderço", "endereco", False),  # folded before it gets here
        ("enderco", "endereco", True),
        ("oi", "ola", False),
        ("pix", "fix", False),
        ("12345", "12346", False),
    ],
)
def test_slips_are_forgiven_in_long_words_only(typed: str, word: str, same: bool) -> None:
    assert alike(typed, word) is same


def test_names_are_found_by_their_telling_words() -> None:
    names = ["Limpeza de pele", "Limpeza dental", "Consulta"]
    assert [n.index for n in find_names(tokens_of("quanto é a limpeza de pele?"), names)] == [0]
    assert [n.index for n in find_names(tokens_of("limpeza"), names)] == [0, 1]
    assert find_names(tokens_of("botox"), names) == []
    assert find_names(tokens_of("x"), []) == []


@pytest.mark.parametrize(
    ("text", "current", "hint", "language"),
    [
        ("oi tudo bem", None, None, "pt-BR"),
        ("hello, how much is it?", None, None, "en"),
        ("ok", None, None, "pt-BR"),
        ("ok", None, "en_US", "en"),
        ("ok", "en", None, "en"),
        ("delivery", "pt-BR", None, "pt-BR"),
        ("where are you located please", "pt-BR", None, "en"),
    ],
)
def test_the_language_is_that_of_the_words(text: str, current: str | None, hint: str | None, language: str) -> None:
    assert detect(tokens_of(text), current, hint) == language


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("MARIA silva", "Maria"),
        ("joão", "João"),
        ("🔥 João", ""),
        ("+55 11", ""),
        (None, ""),
        ("J", ""),
        ("McDonald", "McDonald"),
    ],
)
def test_only_a_name_is_said_as_a_name(profile: str | None, name: str) -> None:
    assert first_name(profile) == name


def test_both_catalogues_hold_the_same_keys_and_places() -> None:
    assert catalogue_pt.SENTENCES.keys() == catalogue_en.SENTENCES.keys()
    for key, wordings in catalogue_pt.SENTENCES.items():
        pt, en = ({_places(w) for w in book} for book in (wordings, catalogue_en.SENTENCES[key]))
        assert set().union(*pt) == set().union(*en), key
        assert all(w.strip() for w in (*wordings, *catalogue_en.SENTENCES[key]))


def _places(text: str) -> frozenset[str]:
    found = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return frozenset("negocio" if name == "de_negocio" else name for name in found)
