"""Which of the two languages a person writes: counted by telling words, kept unless the other is plainly used."""

from collections.abc import Iterable

from atende.bot.rules.words import word_set

PORTUGUESE, ENGLISH = "pt-BR", "en"
_PT = word_set(
    "oi ola bom boa dia tarde noite voce voces quero queria gostaria quanto custa qual quais onde fica horario aberto "
    "abre abrem fecha "
    "fecham nao sim obrigado obrigada valeu por favor com uma um para tem preco valor consulta endereco atendente "
    "pessoa falar hoje "
    "amanha sabado domingo segunda terca quarta quinta sexta aceita convenio plano cartao unidade loja marcar agendar "
    "preciso ajuda "
    "que como quando eu meu minha tudo bem ta esta estou cardapio pedido entrega medico doutora exame dor feriado pagamento"
)
_EN = word_set(
    "hello hi hey good morning afternoon evening you your want would like how much what which where when the is are "
    "do does open opened "
    "close closed hours please thanks thank with to for price cost address location human agent person speak talk "
    "someone today "
    "tomorrow saturday sunday monday tuesday wednesday thursday friday accept insurance card payment appointment book "
    "schedule need "
    "help can i my we have it this that menu order delivery doctor dentist holiday yes bye not and services"
)


def detect(tokens: Iterable[str], current: str | None, hint: str | None = None) -> str:
    """The language of these words; `current` (else `hint`, else pt-BR) when they do not tell."""
    words = list(tokens)
    portuguese = sum(t in _PT for t in words)
    english = sum(t in _EN for t in words)
    default = current or (ENGLISH if hint and hint.lower().startswith("en") else PORTUGUESE)
    if english == portuguese:
        return default
    leader = ENGLISH if english > portuguese else PORTUGUESE
    # Once a language is spoken, a single foreign word ("ok", "delivery", "menu") does not change it.
    if current is not None and leader != current and abs(english - portuguese) < 2:
        return current
    return leader
