"""Whole talks: what a person says and what comes back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from atende.bot.rules import answers
from atende.bot.rules.facts import Faq, Hours
from atende.bot.rules.settings import BotSettings, HandoffRules, MenuAction, MenuItem
from atende.bot.rules.state import State, Step, expired, from_json, to_json
from atende.bot.rules.turn import HandOff, Item, SendButtons, SendList, SendLocation, SendText, SetStore
from atende.knowledge.rules.hours import Recess
from tests.bot.clinic import CENTRO, CLINIC, MONDAY_TEN, SUNDAY_NIGHT, TWO_STORES, WEEK, Talk


def test_the_first_hello_is_in_the_business_words_with_the_menu() -> None:
    talk = Talk()
    assert talk.says("oi") == "Bom dia, Maria! Bem-vindo à Clínica Sorriso."
    assert talk.last is not None
    assert talk.last.actions[0] == SetStore("s1")
    assert [r.title for r in talk.last.actions[1].rows] == ["Horários", "Endereço", "Serviços e preços", "Falar com atendente"]


@pytest.mark.parametrize(
    ("name", "welcome", "shown"),
    [
        ("MARIA", "{{saudacao}}, {{ nome }}!", "Bom dia, Maria!"),
        (None, "{{nome}}, tudo bem?", "tudo bem?"),
        ("🔥🔥", "Olá, {{nome}}! {{7*7}} {{x}}", "Olá! {{7*7}} {{x}}"),
        ("{{negocio}}", "Oi {{nome}}", "Oi"),
    ],
)
def test_the_welcome_has_no_logic(name: str | None, welcome: str, shown: str) -> None:
    assert Talk(name=name, settings=BotSettings(welcome=welcome)).says("oi") == shown


def test_english_is_answered_in_english_and_stays() -> None:
    talk = Talk(now=SUNDAY_NIGHT)
    assert talk.says("Hello").startswith("Good evening, Maria! This is Clínica Sorriso.")
    assert talk.last.actions[1].rows[0].title == "Opening hours"
    assert "We open tomorrow (Mon) at 08:00" in talk.says("are you open now?")
    assert "Our address" in talk.says("ok address") or "You find us" in talk.seen[-1]
    assert "Unimed" in talk.says("unimed?")
    assert talk.state.language == "en"
    assert "Ficamos em" in talk.says("onde fica a clínica de vocês?")


def test_the_settings_can_fix_the_language() -> None:
    assert "Bom dia" in Talk(settings=BotSettings(language="pt-BR")).says("hello, good morning")
    assert Talk(settings=BotSettings(language="en", welcome="Hi {{nome}}")).says("oi") == "Hi Maria"


def test_hours_say_until_when_and_the_day_asked() -> None:
    talk = Talk()
    assert "Sim, estamos abertos agora, até as 12:00." in talk.says("tá aberto?")
    assert talk.last.actions[-1].fact_ids == ("store:s1",)
    assert "seg a sex: 08:00–12:00, 13:00–18:00" in talk.seen[-1]
    assert talk.says("vcs abrem sabado?") == "Sábado (28/11) abrimos: 08:00–12:00."
    assert talk.says("e domingo?") == "Domingo (29/11) não abrimos.\nPróxima abertura: segunda-feira (30/11), às 08:00."
    assert talk.says("abre no natal?").startswith("Sexta-feira (25/12) não abrimos (Natal).")
    assert talk.says("e amanhã?").startswith("Terça-feira (24/11) abrimos")
    assert talk.says("abrem dia 26/12?").startswith("Sábado (26/12) abrimos: 08:00–12:00")


def test_hours_on_carnival_and_on_a_holiday_of_the_town() -> None:
    assert "Segunda-feira (08/02) abrimos: 08:00–12:00, 13:00–18:00.\nTerça" in Talk().says("vocês abrem no carnaval?")
    town = Recess(date(2020, 12, 8), date(2020, 12, 8), every_year=True)
    kept = replace(WEEK, holidays=replace(WEEK.holidays, optional=True), recesses=(town,))
    talk = Talk(facts=replace(CLINIC, stores=(replace(CLINIC.stores[0], hours=kept),)))
    talk.says("oi")
    said = talk.says("vocês abrem no carnaval?")
    assert said.startswith("Segunda-feira (08/02) não abrimos (Carnaval).\nTerça-feira (09/02) não abrimos (Carnaval).")
    assert "Próxima abertura: quinta-feira (11/02), às 08:00." in said
    assert talk.says("atendem na terça de carnaval?").startswith("Terça-feira (09/02) não abrimos (Carnaval).")
    assert talk.says("funciona na quarta de cinzas?").startswith("Quarta-feira (10/02) não abrimos (Quarta-feira de Cinzas).")
    assert talk.says("funciona no feriado?").startswith("Terça-feira (08/12) não abrimos.")
    assert "Sexta-feira (25/12) não abrimos (Natal)." in Talk().says("funciona no feriado?")


def test_unknown_facts_are_not_invented_and_a_person_is_offered() -> None:
    bare = replace(
        CLINIC,
        stores=(replace(CLINIC.stores[0], hours=Hours(), address=replace(CLINIC.stores[0].address, street="", city="")),),
        services=(),
        professionals=(),
        business=replace(CLINIC.business, plans=(), payment_methods=(), faq=()),
    )
    for question in ("que horas abre?", "onde fica?", "quanto custa?", "quais médicos?", "aceita unimed?", "aceita pix?"):
        talk = Talk(facts=bare)
        assert talk.says(question).endswith("?")
        assert talk.state.asked == answers.HANDOFF_QUESTION
        assert talk.last.actions[-1].fact_ids == ()
        talk.says("sim")
        assert talk.reason == "requested"


def test_prices_places_people_plans_and_payment_come_from_records() -> None:
    talk = Talk()
    talk.says("oi")
    assert talk.says("qnto custa a limpeza?") == "Limpeza de pele: R$ 180,00 (60 min)"
    assert talk.last.actions[-1].fact_ids == ("service:v1",)
    assert talk.says("clareamneto dental") == "Clareamento dental: a partir de R$ 900,00"
    assert "Avaliação: valor sob consulta" in talk.says("tabela de preços")
    assert talk.says("botox quanto custa?").startswith("Não encontrei exatamente isso")
    assert "Dr. Bruno Lima" in talk.says("tem dermatologista?")
    assert talk.says("aceita unimed?") == "Sim, aceitamos Unimed!"
    assert talk.says("vocês aceitam hapvida").startswith("Hapvida não está na lista")
    assert talk.says("aceita cartão?") == "Sim, aceitamos Cartão de crédito!"
    assert talk.says("aceita boleto?").startswith("Boleto não está na lista")
    assert talk.says("tem estacionamento?") == "Sim, temos estacionamento gratuito no subsolo."
    assert talk.says("onde fica?").startswith("Ficamos em: Rua das Flores, 100")
    assert isinstance(talk.last.actions[-1], SendLocation)
    assert talk.handed_off == 0


def test_a_burst_is_one_turn_that_read_everything() -> None:
    talk = Talk()
    shown = talk.says("oi", "vcs abrem sábado?", "e qual o endereço?")
    assert "Sábado (28/11)" in shown
    assert "Rua das Flores" in shown
    assert len(talk.last.actions) == 3  # store, one text, the pin
    talk = Talk()
    talk.says("quero", "falar", "com uma pessoa")
    assert talk.reason == "requested"


def test_one_sentence_may_ask_two_things() -> None:
    shown = Talk().says("gostaria de saber o valor da consulta e se vocês aceitam Unimed")
    assert "Consulta odontológica: R$ 250,00" in shown
    assert "Sim, aceitamos Unimed!" in shown
    talk = Talk()
    assert "Tuesday (Nov 24)" in talk.says("what time do you open tomorrow?")
    assert "R$" not in talk.says("vcs fazem entrega?")
    assert talk.reason == "order"


def test_a_person_is_had_in_any_state_and_told_when() -> None:
    for facts in (CLINIC, TWO_STORES):
        for before in ((), ("oi",), ("asdf",), ("oi", "menu", "2"), ("asdf", "qwer")):
            talk = Talk(facts=facts)
            for line in before:
                talk.says(line)
            assert "em instantes" in talk.says("quero falar com atendente")
            assert talk.reason == "requested"
    talk = Talk(now=SUNDAY_NIGHT)
    assert "amanhã (seg), às 08:00" in talk.says("atendente")
    action = talk.last.actions[-1]
    assert isinstance(action, HandOff)
    assert action.text_if_failed is not None
    assert "(11) 3333-4444" in action.text_if_failed
    assert action.fact_ids == ("store:s1",)


def test_the_hand_off_speaks_the_business_words_and_adds_when() -> None:
    rules = HandoffRules("A equipe já vem!", "Voltamos {{quando}}, {{nome}}.")
    assert Talk(settings=BotSettings(handoff=rules)).says("atendente") == "A equipe já vem! Alguém te responde em instantes."
    late = Talk(settings=BotSettings(handoff=rules), now=SUNDAY_NIGHT)
    assert late.says("atendente") == "Voltamos amanhã (seg), às 08:00, Maria."


def test_not_understood_is_asked_once_and_then_a_person_comes() -> None:
    talk = Talk()
    talk.says("oi")
    assert "não entendi" in talk.says("xpto blorg")
    assert isinstance(talk.last.actions[-1], SendList)
    talk.says("blorg xpto")
    assert talk.reason == "unknown"
    assert talk.state.step is Step.HANDED_OFF
    talk = Talk()
    talk.says("oi")
    talk.says("xpto")
    talk.says("onde fica?")
    assert "não entendi" in talk.says("blorg").casefold() or talk.reason is None


def test_several_stores_are_chosen_before_anything_else() -> None:
    talk = Talk(facts=TWO_STORES)
    assert talk.says("que horas vocês abrem amanhã?").endswith("Com qual unidade você quer falar?")
    assert isinstance(talk.last.actions[-1], SendButtons)
    assert talk.presses("store:s2", "Centro").startswith("Certo, unidade Centro!\n\nTerça-feira (24/11)")
    assert talk.last.actions[0] == SetStore("s2")
    assert "Rua Direita" in talk.says("endereço")
    assert "Com qual unidade" in talk.says("trocar de loja")
    assert talk.state.store_id is None
    assert "Moema" in talk.says("1")
    assert talk.state.store_id == "s1"
    assert "Rua Direita" in talk.says("qual o endereço da unidade centro?")


@pytest.mark.parametrize("answer", ["2", "a segunda", "centro", "Unidade Centro", "sé", "opção 2", "centor"])
def test_a_store_is_named_in_many_ways(answer: str) -> None:
    talk = Talk(facts=TWO_STORES)
    talk.says("oi")
    talk.says(answer)
    assert talk.state.store_id == CENTRO.id


def test_the_nearest_store_is_found_by_location() -> None:
    talk = Talk(facts=TWO_STORES)
    talk.says("oi")
    talk.sends(Item("m", "location", None, None, -23.551, -46.631))
    assert talk.state.store_id == CENTRO.id


def test_an_unknown_store_is_asked_once_and_then_a_person_comes() -> None:
    talk = Talk(facts=TWO_STORES)
    talk.says("oi")
    assert "Não encontrei essa unidade" in talk.says("plutão")
    talk.says("marte")
    assert talk.reason == "unknown"


def test_many_stores_are_paged() -> None:
    many = replace(CLINIC, stores=tuple(replace(CENTRO, id=f"s{n}", name=f"Loja número {n}") for n in range(23)))
    talk = Talk(facts=many)
    talk.says("oi")
    rows = talk.last.actions[-1].rows
    assert len(rows) == 10
    assert rows[-1].title == "Mais opções"
    talk.presses(rows[-1].id)
    talk.presses(talk.last.actions[-1].rows[-1].id)
    assert talk.last.actions[-1].rows[0].id == "store:s18"
    talk.says("2")
    assert talk.state.store_id == "s19"


def test_with_one_store_there_is_nothing_to_change() -> None:
    assert "só esta unidade" in Talk().says("trocar de loja")


def test_the_menu_by_button_number_and_title() -> None:
    menu = (
        MenuItem("a", "Onde estamos", MenuAction.ADDRESS),
        MenuItem("b", "Promoções", MenuAction.TEXT, "Limpeza em dobro, {{nome}}! {{7*7}}"),
        MenuItem("c", "Pessoa", MenuAction.HANDOFF),
    )
    talk = Talk(settings=BotSettings(menu=menu))
    talk.says("oi")
    assert isinstance(talk.last.actions[-1], SendButtons)
    assert "Rua das Flores" in talk.says("1")
    assert talk.presses("menu:b", "Promoções") == "Limpeza em dobro, Maria! {{7*7}}"
    assert "Limpeza em dobro" in talk.says("promocoes")
    talk.says("menu")
    talk.says("3")
    assert talk.reason == "requested"


@pytest.mark.parametrize(
    ("kind", "words"), [("audio", "áudio"), ("image", "arquivo"), ("document", "arquivo"), ("unsupported", "formato")]
)
def test_what_cannot_be_heard_or_seen_is_said_and_a_person_is_told(kind: str, words: str) -> None:
    talk = Talk()
    assert words in talk.sends(Item("m", kind))
    assert talk.reason == "media"
    talk = Talk()
    shown = talk.sends(Item("1", "text", "onde fica?"), Item("2", kind))
    assert "Rua das Flores" in shown
    assert talk.reason == "media"


@pytest.mark.parametrize("kind", ["reaction", "sticker", "system"])
def test_reactions_and_stickers_are_not_answered(kind: str) -> None:
    talk = Talk()
    assert talk.sends(Item("m", kind)) == ""
    assert talk.last.actions == ()
    assert talk.state == State()


def test_a_transcribed_voice_note_is_read() -> None:
    assert "Rua das Flores" in Talk().sends(Item("m", "audio", "onde fica a clínica"))


def test_danger_is_told_whom_to_call_and_a_person_is_called() -> None:
    talk = Talk(facts=TWO_STORES)
    assert "192" in talk.says("tô com dor no peito")
    assert talk.reason == "emergency"
    assert isinstance(talk.last.actions[0], SendText)
    assert "188" in Talk().says("quero morrer")
    talk = Talk()
    assert "Sinto muito" in talk.says("isso é um absurdo, quero reclamar")
    assert talk.reason == "complaint"


def test_bookings_and_orders_go_to_people_and_nothing_is_claimed() -> None:
    talk = Talk()
    shown = talk.says("quero marcar uma consulta amanhã às 10")
    assert talk.reason == "booking"
    assert "marcad" not in shown
    talk.says("quero fazer um pedido")
    assert talk.reason == "order"


def test_the_bot_can_be_off() -> None:
    talk = Talk(settings=BotSettings(is_on=False))
    assert talk.says("atendente") == ""
    assert talk.last.explanation.intents == ("bot_off",)


def test_an_announcement_ends_and_politeness_too() -> None:
    talk = Talk()
    for _ in range(12):
        talk.says("obrigado")
    assert talk.last.actions == ()
    for _ in range(12):
        talk.says("quero falar com atendente")
        assert talk.reason == "requested"
    assert talk.last.actions[-1].text_if_done is None


def test_the_third_time_is_worded_otherwise() -> None:
    talk = Talk()
    for _ in range(12):
        talk.says("onde fica?")
    assert max(talk.seen.count(t) for t in talk.seen) <= 2
    assert talk.handed_off >= 1


def test_state_expires_a_day_after_the_last_message_and_survives_json() -> None:
    talk = Talk(facts=TWO_STORES)
    talk.says("oi")
    talk.says("centro")
    kept = from_json(to_json(talk.state))
    assert kept == talk.state
    assert not expired(kept, talk.now + timedelta(hours=23, minutes=59))
    assert expired(kept, talk.now + timedelta(hours=24))
    talk.now += timedelta(hours=24)
    assert "Com qual unidade" in talk.says("onde fica?")
    assert from_json(None) == from_json({"version": 99}) == from_json({"version": 1, "step": "?"}) == State()


def test_a_store_that_closed_down_is_chosen_again() -> None:
    talk = Talk(facts=TWO_STORES)
    talk.says("oi")
    talk.says("centro")
    talk.facts = replace(TWO_STORES, stores=(CLINIC.stores[0], replace(CENTRO, is_active=False)))
    assert "Rua das Flores" in talk.says("onde fica?")
    assert talk.state.store_id == "s1"


def test_every_turn_explains_itself() -> None:
    talk = Talk()
    talk.says("vcs abrem sabado?")
    told = talk.last.explanation.to_json()
    assert told["intent"] == "hours"
    assert told["fact_ids"] == ["store:s1"]
    assert (told["state_from"], told["state_to"], told["item_ids"]) == ("new", "talking", ["m0"])
    assert "abrem" in told["matched"]


def test_typed_facts_come_before_free_answers() -> None:
    faq = (Faq("Qual o horário de funcionamento?", "Das 3 às 4."),)
    talk = Talk(facts=replace(CLINIC, business=replace(CLINIC.business, faq=faq)))
    assert "Das 3 às 4" not in talk.says("qual o horário de funcionamento?")
    assert talk.now > MONDAY_TEN
