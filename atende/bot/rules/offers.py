"""Answers from the records about what is offered: services and prices, professionals, plans, ways to pay."""

from collections.abc import Sequence

from atende.bot.rules.answers import HANDOFF_QUESTION, Answer, missing
from atende.bot.rules.facts import Professional, Service
from atende.bot.rules.intents import PRICE_WORDS
from atende.bot.rules.speech import Scene
from atende.bot.rules.words import content, find_names, squash, tokens_of, word_set
from atende.kit.money import format_money

MOST_LINES = 15
MOST_NAMED = 5
_ASKING = word_set(
    "quanto custa custam valor valores preco precos tabela servico servicos procedimento procedimentos cardapio menu "
    "prato pratos lista "
    "tratamento tratamentos cobra cobram sai fica vale how much price prices cost costs services fee fees what is list see "
    "medico medicos medica doutor doutora doutores profissional profissionais dentista dentistas especialista "
    "especialistas equipe "
    "doctor doctors dentist professionals staff team especialidade especialidades quem who works atende trabalha "
    "oferecem fazem "
    "consultorio clinica restaurante loja unidade hoje amanha agora favor please gostaria saber hour hours minutos "
    "real reais the a an "
    "mostra manda mandar passa enviar ver conhecer novo aberto "
)
_WHO = word_set(
    "quem who medico medicos medica medicas doutor doutora doutores profissional profissionais dentista dentistas especialista "
    "especialistas equipe alguem nome nomes fisioterapeuta psicologo psicologa nutricionista "
    "doctor doctors dentist professionals staff team"
)
_ALL = word_set("tabela lista todos todas servicos procedimentos tratamentos exames outros outras cardapio services list all")
_KNOWN_PLANS = (
    "Unimed", "Bradesco Saúde", "Amil", "SulAmérica", "Hapvida", "NotreDame Intermédica", "GNDI", "Porto Seguro", "Cassi", "Geap",
    "Golden Cross", "Prevent Senior", "Care Plus", "Omint", "Allianz", "Mediservice", "Odontoprev", "MetLife", "Petrobras",
    "Postal Saúde", "Ipasgo", "Ipsemg", "Iamspe", "Planserv", "Cabesp", "Economus", "Saúde Caixa", "Samp", "Vivest", "Sompo",
    "Trasmontano", "Blue", "Alice", "QSaúde", "SUS", "Uniodonto", "Interodonto", "São Francisco", "Medsênior", "Aetna", "Cigna",
)  # fmt: skip
_ACCEPTING = word_set(
    "aceita aceitam atende atendem cobre cobrem credenciado credenciada trabalha trabalham pelo pela accept accepts "
    "take cover "
    "tem meu minha have convenio plano sao"
)
_METHODS = {
    "pix": "Pix", "cartao": "Cartão", "cartoes": "Cartão", "credito": "Cartão de crédito", "debito": "Cartão de débito",
    "dinheiro": "Dinheiro", "boleto": "Boleto", "cheque": "Cheque", "vr": "VR", "ticket": "Ticket", "sodexo": "Sodexo",
    "alelo": "Alelo", "picpay": "PicPay", "card": "Card", "cards": "Card", "cash": "Cash", "credit": "Credit card",
    "debit": "Debit card",
    "paypal": "PayPal", "visa": "Visa", "mastercard": "Mastercard", "amex": "Amex",
}  # fmt: skip
_METHOD_WORDS = {
    "card": "cartao",
    "cards": "cartao",
    "cash": "dinheiro",
    "credit": "credito",
    "debit": "debito",
    "cartoes": "cartao",
}


def named_services(scene: Scene, tokens: Sequence[str]) -> list[Service]:
    """The services that the message names, at most five."""
    offered = scene.facts.services_at(scene.store.id if scene.store else None)
    return [offered[n.index] for n in find_names(tokens, [s.name for s in offered])][:MOST_NAMED]


def services(scene: Scene, tokens: tuple[str, ...] = (), talked_of: Sequence[str] = ()) -> Answer:
    """The price of what is named, else of what is being booked (`talked_of`: ids); everything (15 lines at most) when nothing is; honestly
    neither when it is not offered."""
    offered = scene.facts.services_at(scene.store.id if scene.store else None)
    if not offered:
        return missing(scene, "services_unknown")
    named = named_services(scene, tokens)
    if not named and PRICE_WORDS & set(tokens) and not _ALL & set(tokens):
        named = [s for s in offered if s.id in talked_of]
    if named:
        return Answer(("\n".join(_service_line(scene, s, detailed=True) for s in named),), tuple(s.fact_id for s in named))
    title = "dishes_title" if scene.facts.business.kind == "restaurant" else "services_title"
    strange = [t for t in content(tokens) if t not in _ASKING and not t.isdecimal()]
    heading = scene.say("service_not_found" if strange and len(tokens) <= 12 else title)
    shown = offered[:MOST_LINES]
    lines = [heading, *(f"• {_service_line(scene, s)}" for s in shown)]
    if len(offered) > MOST_LINES:
        lines.append(scene.say("services_more", count=len(offered) - MOST_LINES))
    return Answer(("\n".join(lines),), tuple(s.fact_id for s in shown))


def _service_line(scene: Scene, service: Service, *, detailed: bool = False) -> str:
    if service.price_cents is None:
        price = service.price_note or scene.say("price_on_request")
    else:
        price = format_money(service.price_cents, service.currency, scene.language)
        price = f"{service.price_note} {price}" if service.price_note else price
    line = f"{service.name}: {price}"
    if service.duration_minutes:
        line += f" ({scene.say('minutes', minutes=service.duration_minutes)})"
    if detailed and service.description:
        line += f"\n{service.description}"
    return line


def names_only_services(scene: Scene, tokens: Sequence[str]) -> bool:
    """Whether services are named and nothing else: "fisioterapia", and not "consulta com cardiologista"."""
    names = {word for service in named_services(scene, tokens) for word in tokens_of(service.name)}
    return bool(names) and all(one in names or one in _ASKING for one in content(tokens))


def asks_who(tokens: Sequence[str]) -> bool:
    """Whether people are asked about, and not only what they do."""
    return bool(_WHO & set(tokens))


def named_professionals(scene: Scene, tokens: Sequence[str]) -> list[Professional]:
    """The people whose name or specialty the message says."""
    here = scene.facts.professionals_at(scene.store.id if scene.store else None)
    titles = frozenset(squash(w) for w in ("doutor", "doutora", "dr", "dra"))
    by_name = find_names(tokens, [p.name for p in here], titles)
    found = [here[n.index] for n in by_name if n.share == 1.0 or n.weight >= 3]
    if found:
        return found[:MOST_NAMED]
    stems = [t[:6] for t in tokens if len(t) >= 6]
    return [p for p in here if p.specialty and any(w[:6] in stems for w in tokens_of(p.specialty))][:MOST_NAMED]


def professionals(scene: Scene, tokens: tuple[str, ...] = ()) -> Answer:
    """Who attends at the person's store: those named, or all; without any, that it is not known here."""
    here = scene.facts.professionals_at(scene.store.id if scene.store else None)
    if not here:
        return missing(scene, "professionals_unknown")
    named = named_professionals(scene, tokens)
    strange = [t for t in content(tokens) if t not in _ASKING] if not names_only_services(scene, tokens) else []
    shown = named or list(here[:MOST_LINES])
    heading = "professionals_none_found" if strange and not named and len(tokens) <= 10 else "professionals_title"
    lines = [scene.say(heading), *(f"• {_person_line(p)}" for p in shown)]
    return Answer(("\n".join(lines),), tuple(p.fact_id for p in shown))


def _person_line(person: Professional) -> str:
    has_title = tokens_of(person.name)[:1] in (("doutor",), ("doutora",))
    name = person.name if has_title or not person.title else f"{person.title} {person.name}"
    return name + "".join(f", {part}" for part in (person.specialty, person.registration) if part)


def plan_asked(scene: Scene, tokens: Sequence[str]) -> bool:
    """Whether a plan is named in a message that asks to be accepted (or is hardly more than that name)."""
    names = [*scene.facts.business.plans, *_KNOWN_PLANS]
    asks = len(tokens) <= 3 or any(t in _ACCEPTING for t in tokens)
    return asks and any(n.share >= 0.5 and n.weight >= 3 for n in find_names(tokens, names))


def plans(scene: Scene, tokens: tuple[str, ...] = ()) -> Answer:
    """Yes for a plan on the record; for any other, what is on the record and a person to confirm; never a bare no."""
    business = scene.facts.business
    if not business.plans:
        return missing(scene, "plans_unknown")
    listed = ", ".join(business.plans)
    own = [business.plans[n.index] for n in find_names(tokens, business.plans) if n.share >= 0.5]
    if own:
        words = tuple(scene.say("plan_yes", n, plan=", ".join(own)) for n in range(2))
        return Answer(words, (business.fact_id,))
    other = [_KNOWN_PLANS[n.index] for n in find_names(tokens, _KNOWN_PLANS) if n.share >= 0.5]
    if other:
        text = scene.say("plan_not_listed", plan=other[0], plans=listed)
        return Answer((text,), (business.fact_id,), asks=HANDOFF_QUESTION)
    return Answer((scene.say("plans", plans=listed),), (business.fact_id,))


def payment(scene: Scene, tokens: tuple[str, ...] = ()) -> Answer:
    """Yes for a way to pay on the record; for any other, the record and a person to confirm."""
    business = scene.facts.business
    if not business.payment_methods:
        return missing(scene, "payment_unknown")
    listed = ", ".join(business.payment_methods)
    asked = next((t for t in reversed(tokens) if t in _METHODS), None)
    if asked is None:
        return Answer((scene.say("payment", methods=listed),), (business.fact_id,))
    wanted = _METHOD_WORDS.get(asked, asked)
    own = [m for m in business.payment_methods if wanted in tokens_of(m)]
    if own:
        return Answer((scene.say("payment_yes", method=", ".join(own)),), (business.fact_id,))
    text = scene.say("payment_not_listed", method=_METHODS[asked], methods=listed)
    return Answer((text,), (business.fact_id,), asks=HANDOFF_QUESTION)
