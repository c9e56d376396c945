"""Plain words about an appointment that no pattern lists: "cancela", "não vou poder ir", "limpeza quinta às 10", "dá pra passar pra
sexta?". They count only where nothing else is said: every word is one of these, a service, a person or a time. What has another word in it
("cancelar meu pedido", "mudar meu endereço") is left to the patterns."""

from itertools import pairwise

from atende.bot.rules import offers
from atende.bot.rules.booking import explained, times, wanted
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import PRICE_WORDS, Intent
from atende.bot.rules.speech import Scene
from atende.bot.rules.words import Named, find_names, tokens_of, word_set

_GOES = word_set("ir comparecer aparecer vir poder conseguir")
_UNABLE = word_set("vou posso consigo poderei conseguirei irei dou")
_NOT = word_set("nao nem")
_EXCUSES = word_set(
    "surgiu apareceu tive tenho imprevisto compromisso trabalho trabalhar viajar viagem doente gripada gripado problema porque pq dar para"
)
_ALL = word_set("tudo todas todos duas dois ambas ambos primeira segunda ultima")
_SHIFT = word_set("passar passa adiantar adianta jogar joga empurrar empurra")  # these move where it is said where to
_SOONER = word_set("adiantar adianta")
_PASS, _TO = word_set("passar passa jogar joga empurrar empurra"), word_set("para pras pros")
_SAID_MOVE = wanted.SAYS[wanted.MOVE] | _SHIFT
_WHITHER = word_set("cedo tarde depois antes outro outra")
_BOOKED = word_set(
    "marcado marcada marcados marcadas marquei agendado agendada agendados agendadas agendei reservei reservado reservada"
)
_ASKING = word_set(
    "que qual quais quando qd qdo hora horario horarios onde tenho estou esta esqueci lembro lembrar lembra sabe saber ver vai confere "
    "conferir confira verifica verificar checar olhar ne eh e"
)
_CHECK = word_set("esqueci lembro lembrar lembra confere conferir confira verifica verificar checar ne")
_FORGOT, _WHEN_Q = word_set("esqueci lembro"), word_set("qd qdo quando")
_OWN = word_set("meu minha meus minhas")
_OF_MINE = {("da", "minha"), ("do", "meu"), ("das", "minhas"), ("dos", "meus")}
_POINT = word_set("hora horario dia data")
_WILL = word_set("quero queria gostaria deixa deixar deixe preciso pode poderia podem consegue")
_WANTED = word_set("quero queria gostaria preciso precisava want need")
_ABOUT = word_set(
    "saber ver como se que qual quais quando tem tenho ou or horario horarios data dia dias vaga vagas know see how what if"
)
_TALK = word_set("falar fala conversar conversa contato")
_LIST = word_set("lista fila")
_LEAVE = word_set("sai sair saio saia tira tirar tire remove remover remova")
_IS, _ASKED = word_set("e eh foi esta continua"), word_set("que qual quando quem")
_CALLED_OFF = word_set("desmarcaram cancelaram desmarcou remarcaram")
_VISITS = explained.THINGS - word_set("horario horarios atendimento vaga")
_STATE = _CALLED_OFF | word_set(
    "foi cancelada cancelado desmarcada desmarcado remarcada remarcado confirmada confirmado marcada marcado quem continua mantida qual "
    "quando que esta e voces"
)
_STAY = word_set("deixa deixe mantem mantenha manter deixar")
_AS_IT_IS = word_set("asim quieto como mesmo la")
_HERE = word_set("nesse nessa neste nesta desse dessa prefiro melhor seria consegue conseguiria rola this that instead")
_CAN = word_set("pode poderia tem teria da daria consegue conseguiria rola seria can could")
_BOOK = word_set("marca marcar marque agenda agendar agende reserva reservar reserve encaixa encaixar book vez vezes")
_SHORT, _MOST_WORDS = 4, 18
_WEIGHT = 5  # letters of a service's name that tell it


def kind_of(scene: Scene, heard: Heard) -> str | None:
    """What these words plainly want of an appointment: book, move, cancel, own, unwait; None where another word is among them, or no
    more than small talk."""
    tokens, text = heard.tokens(), heard.text()
    words = set(tokens)
    if not tokens or len(tokens) > _MOST_WORDS or words & PRICE_WORDS:
        return None
    named = _services(scene, tokens)
    rest = words - _known(scene, tokens, named)
    if words & _LIST and words & _LEAVE and len(tokens) <= 6:
        return wanted.UNWAIT
    if not rest - _STATE and _asks_of_theirs(tokens, text, bool(named)):
        return wanted.OWN
    wish, who = times.wish_of(scene, text), offers.named_professionals(scene, tokens)
    cancels, moves = words & wanted.SAYS[wanted.CANCEL], words & _SAID_MOVE
    if who or not words & _TO:
        moves -= _PASS  # "passar com a dra. Ana quinta" moves nothing
    if cancels and not rest - cancels - _ALL - moves - _EXCUSES:
        return wanted.MOVE if moves - cancels & _SHIFT and wish else wanted.CANCEL
    if words & _NOT and words & _UNABLE and (words & _GOES or (wish is not None and "mais" in words) or _never(tokens)):
        excuses = _EXCUSES | _NOT | _UNABLE | _GOES | moves
        if not rest - excuses:
            return wanted.MOVE if moves or wanted.elsewhere(tokens) else wanted.CANCEL
    if moves and not rest - moves - _WHITHER and _moves_it(words, moves, wish is not None or bool(named)):
        return wanted.MOVE
    if _asks_own(tokens, bool(named), rest):
        return wanted.OWN
    repeats = times.repeats(scene, tokens, text)
    if repeats and "sim" in words:  # "quinta sim, quinta não"
        words, rest = words - _NOT, rest - _NOT - {"sim"}
    says_when = repeats or (wish is not None and (wish.choices or any(not one.is_told for one in wish.problems)))
    is_asked = "?" in text or words & (_OWN | _ABOUT) or any(one.isdecimal() for one in tokens) or heard.has(Intent.ORDER)
    is_wanted = bool(named and words & _WANTED and not is_asked)  # "quero limpeza de pele": its times, not what it costs
    if not (says_when or is_wanted) or rest - _BOOK or words & (_BOOKED | _NOT | _TALK) or not (named or who):
        return None
    return wanted.BOOK if heard.readings and not heard.has(Intent.EMERGENCY) else None


def books(scene: Scene, heard: Heard) -> bool:
    """Whether an appointment with a service or a person is wanted at a time: "quero passar com a dra. Ana quinta"."""
    return kind_of(scene, heard) == wanted.BOOK


def other_time(scene: Scene, heard: Heard) -> bool:
    """Whether of an appointment that is talked of another time is plainly asked for: "pode ser às 16h?", "não consigo, só posso sexta"."""
    tokens, text = heard.tokens(), heard.text()
    words = set(tokens)
    if not tokens or len(tokens) > _MOST_WORDS or words & PRICE_WORDS:
        return False
    wish = times.wish_of(scene, text)
    if wish is None or not wish.choices:
        return False
    rest = words - _known(scene, tokens, _services(scene, tokens)) - _EXCUSES - _NOT - _UNABLE - _GOES - _SAID_MOVE - _HERE
    return not rest and (wanted.elsewhere(tokens) or ("?" in text and bool(words & _CAN)))


def says_only(scene: Scene, tokens: tuple[str, ...], besides: frozenset[str] | set[str]) -> bool:
    """Whether every word is a small one, a time, a service or a person here, or one of these."""
    return not set(tokens) - _known(scene, tokens, _services(scene, tokens)) - besides


def named_words(scene: Scene, tokens: tuple[str, ...]) -> set[str]:
    """Those of these words that name a service or a person here."""
    return _named_words(scene, tokens, _services(scene, tokens))


def keeps(tokens: tuple[str, ...]) -> bool:
    """Whether what there is stays: "deixa como está", "não, deixa quinta mesmo"."""
    words = set(tokens)
    return len(tokens) <= 6 and bool(words & _STAY and words & _AS_IT_IS)


def needs_none(tokens: tuple[str, ...]) -> bool:
    """ "Não precisa remarcar": nothing is to be changed."""
    nots = {("nao", "precisa"), ("nao", "precisam"), ("nao", "quero"), ("nao", "preciso")}
    is_said = any(
        (one, then) in nots and what in _SAID_MOVE for one, then, what in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )
    return is_said and len(tokens) <= _SHORT + 2 and not set(tokens) & word_set("mas so cancelar cancela desmarcar desmarca")


def _never(tokens: tuple[str, ...]) -> bool:
    """ "Não vou mais", alone."""
    return tokens[-3:] == ("nao", "vou", "mais")


def _moves_it(words: set[str], moves: set[str], says_what: bool) -> bool:
    if moves <= _SHIFT:
        return bool(words & _SOONER) or says_what
    return says_what or bool(words & (explained.THINGS | _WHITHER)) or len(words) <= _SHORT


def _asks_own(tokens: tuple[str, ...], is_named: bool, rest: set[str]) -> bool:
    words = set(tokens)
    if rest - _ASKING - _BOOKED - _CHECK or (words & _NOT and "lembro" not in words):
        return False
    if words & _BOOKED:
        return not words & _WILL and bool(words & _ASKING)
    has_own = words & _OWN and (is_named or words & explained.THINGS)
    if is_named and words & _POINT and set(pairwise(tokens)) & _OF_MINE and not words & {"tem", "teria"}:
        return True  # "o horário da minha limpeza"
    return bool((has_own or words & _FORGOT) and (words & _CHECK or words & _WHEN_Q))


def _asks_of_theirs(tokens: tuple[str, ...], text: str, is_named: bool) -> bool:
    """Whether it is asked how what they have stands: "minha consulta é amanhã?", "com quem é minha consulta?", "desmarcaram?"."""
    words = set(tokens)
    if words & (_NOT | _WILL | _BOOK | _SAID_MOVE | wanted.SAYS[wanted.CANCEL]):
        return False
    if words & _CALLED_OFF and ("?" in text or len(tokens) <= 2):
        return True
    if "?" not in text and "ne" not in words:
        return False
    is_theirs = bool(words & _OWN or words & {"tenho"}) and (is_named or bool(words & _VISITS))
    is_said = words & _IS or ("tenho" in words and not words & _CAN)
    of_that = any(
        one == "e" and then in ("a", "o") and what in _VISITS
        for one, then, what in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )
    return bool(is_theirs and is_said) or (of_that and bool(words & _ASKED))


def _services(scene: Scene, tokens: tuple[str, ...]) -> list[Named]:
    here = scene.facts.bookable_at(scene.store.id if scene.store else None)
    return [n for n in find_names(tokens, [s.name for s in here]) if n.share == 1.0 or n.weight >= _WEIGHT]


def _known(scene: Scene, tokens: tuple[str, ...], named: list[Named]) -> set[str]:
    """The words that are explained: small ones, times, and those of a service or a person here."""
    found = {t for t in tokens if t in explained.BESIDE_WISH or any(c.isdigit() for c in t)}
    return found | _named_words(scene, tokens, named)


def _named_words(scene: Scene, tokens: tuple[str, ...], named: list[Named]) -> set[str]:
    found = {tokens[place] for one in named for place in one.places}
    here = scene.facts.bookable_at(scene.store.id if scene.store else None)
    found |= set().union(*(tokens_of(s.name) for s in here)) if here else set()
    for person in offers.named_professionals(scene, tokens):
        names = {*tokens_of(person.name), *tokens_of(person.title or ""), *word_set("doutor doutora")}
        stems = {w[:6] for w in tokens_of(person.specialty or "") if len(w) >= 6}
        found |= {t for t in tokens if t in names or (len(t) >= 6 and t[:6] in stems)}
    return found
