"""Text: folding, cutting, cleaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.kit import text


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Oiiii!! Tudo bemmm? 🙂", "oi tudo bem"),
        ("  ENDEREÇO  ", "endereco"),
        ("Preço: R$ 100,00", "preco r 100 00"),
        ("carro, nosso", "carro nosso"),
        ("10000", "10000"),
        ("❤️❤️", ""),
        ("e\u0301", "e"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert text.fold(typed) == folded


@given(st.text(st.characters(), max_size=60))
def test_the_fold_of_a_fold_is_itself(typed: str) -> None:
    once = text.fold(typed)
    assert text.fold(once) == once


def test_clean_drops_nul_and_lone_surrogates_and_joins_pairs() -> None:
    assert text.clean("a\x00b\ud83dc") == "abc"
    assert text.clean("\ud83d\ude00") == "😀"


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_clean_text_can_always_be_stored(typed: str) -> None:
    cleaned = text.clean(typed)
    cleaned.encode()
    assert "\x00" not in cleaned


def test_cut_prefers_the_end_of_a_word_and_never_breaks_an_emoji() -> None:
    assert text.cut("Falar com atendente agora", 20) == "Falar com atendente…"
    assert text.cut("curto", 20) == "curto"
    family = "👩‍👩‍👧"
    assert text.cut(family * 4, 12) == family * 2 + "…"
    assert text.cut("e\u0301e\u0301", 3) == "e\u0301…"


@given(st.text(max_size=80), st.integers(1, 40))
def test_cut_keeps_the_limit_and_only_whole_characters(typed: str, limit: int) -> None:
    result = text.cut(typed, limit)
    assert len(result) <= limit
    if result != typed:
        assert typed.startswith(result.removesuffix("…"))
