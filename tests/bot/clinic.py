"""A clinic and a restaurant made up for the tests of the bot, and a talk with them in a few words."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from atende.bot.rules.engine import decide
from atende.bot.rules.facts import Address, Business, Facts, Faq, Professional, Service, Store
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.state import State
from atende.bot.rules.turn import HandOff, Item, SendButtons, SendList, SendText, Turn, TurnInput
from atende.knowledge.rules.hours import HolidayRule, Hours, Period

ZONE = ZoneInfo("America/Sao_Paulo")
MONDAY_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=ZONE)
MORNING, AFTERNOON = Period(time(8), time(12)), Period(time(13), time(18))
WEEK = Hours(week=((MORNING, AFTERNOON),) * 5 + ((MORNING,), ()), holidays=HolidayRule(True, "SP"))

MOEMA = Store(
    "s1",
    "Moema",
    "551133334444",
    Address("Rua das Flores", "100", "", "Moema", "São Paulo", "SP", "04077-000"),
    -23.6,
    -46.66,
    WEEK,
)
CENTRO = Store("s2", "Centro", None, Address("Rua Direita", "5", "", "Sé", "São Paulo", "SP"), -23.55, -46.63, WEEK)
CLINIC = Facts(
    Business(
        "b1",
        "Clínica Sorriso",
        "clinic",
        plans=("Unimed", "Bradesco Saúde", "Amil"),
        payment_methods=("Pix", "Cartão de crédito", "Dinheiro"),
        faq=(
            Faq("Tem estacionamento?", "Sim, temos estacionamento gratuito no subsolo."),
            Faq("Atende crianças?", "Sim, a partir de 3 anos."),
        ),
        website="https://sorriso.example",
    ),
    (MOEMA,),
    (
        Service("v1", "Limpeza de pele", price_cents=18000, duration_minutes=60, position=1),
        Service("v2", "Clareamento dental", price_cents=90000, price_note="a partir de", position=2),
        Service("v3", "Consulta odontológica", price_cents=25000, position=3),
        Service("v4", "Avaliação", position=4),
    ),
    (
        Professional("p1", "Ana Souza", "Dra.", "CRO 123", "Ortodontia"),
        Professional("p2", "Bruno Lima", "Dr.", "CRM 456", "Dermatologia"),
    ),
)
TWO_STORES = replace(CLINIC, stores=(MOEMA, CENTRO))


@dataclass
class Talk:
    """A conversation that goes on: says things, keeps the state, remembers all that was shown."""

    facts: Facts = CLINIC
    settings: BotSettings = field(default_factory=lambda: BotSettings(welcome="{{saudacao}}, {{nome}}! Bem-vindo à {{negocio}}."))
    now: datetime = MONDAY_TEN
    name: str | None = "Maria Silva"
    state: State = field(default_factory=State)
    seen: list[str] = field(default_factory=list)
    last: Turn | None = None
    handed_off: int = 0

    def says(self, *texts: str) -> str:
        return self.sends(*(Item(f"m{n}", "text", text) for n, text in enumerate(texts)))

    def presses(self, option_id: str, title: str = "x") -> str:
        return self.sends(Item("m", "button", title, option_id))

    def sends(self, *items: Item) -> str:
        self.now += timedelta(seconds=20)
        turn = decide(self.state, TurnInput(items, self.now, self.settings, self.name), self.facts)
        self.state, self.last = turn.state, turn
        shown = shown_by(turn)
        self.seen += shown
        self.handed_off += sum(isinstance(a, HandOff) for a in turn.actions)
        return "\n".join(shown)

    @property
    def reason(self) -> str | None:
        return next((a.reason for a in self.last.actions if isinstance(a, HandOff)), None) if self.last else None


def shown_by(turn: Turn) -> list[str]:
    """Every text the person would read, hand-off announcements included."""
    texts = []
    for action in turn.actions:
        match action:
            case SendText(text=text) | SendButtons(body=text) | SendList(body=text):
                texts.append(text)
            case HandOff(text_if_done=text) if text:
                texts.append(text)
    return texts
