"""What people write and what they mean: a table in both languages, with near misses."""

import pytest

from atende.bot.rules.intent_table import Intent
from atende.bot.rules.intents import read

MEANT = {
    "handoff": """
        quero falar com uma pessoa | quero falar com atendente | atendente pfv | atendente | humano | falar c/ alguem
        gerente | me liga | queria falar com um humano | falar com atendente | Falar com Atendente!!!
        quero atendimento humano | preciso falar com alguém | posso falar com a recepção? | chama o gerente
        me passa pra um atendente | transfere para um humano | tem alguém aí? | quero ser atendida por uma pessoa
        não quero falar com robô | quero flar com atendente | atendnte | ATENDENTEEEE | pode me ligar?
        me liguem por favor | alguém pode me ajudar? | quero falar com o responsável | falar com a secretária
        suporte | sac | quero conversar com alguém de verdade | vc não entendeu nada | você não me entende
        deixa eu falar com um vendedor | gostaria de falar com um atendente por favor | preciso de um atendente
        quero falar com a doutora | me transfere | vcs tem um número pra eu ligar e falar com alguém? | quero pessoa
        falar com pessoa | falar com gente | preciso de ajuda | talk to a human | i want to speak with someone | agent
        human please | can i talk to a person? | speak to a representative | connect me to an agent
        i need a real person | call me | is anyone there? | customer service | let me speak to the manager
        i want to talk to a persn | real human | you don't understand | can someone help me
    """,
    "hours": """
        hr de func | horário de funcionamento | vcs abrem sabado? | que horas abre? | até que horas vcs ficam abertos
        abre hoje? | tá aberto? | estão abertos agora? | abre domingo | funciona no feriado? | qual o horário?
        horario | horários | hrs | que hrs fecha | fecha que horas | abrem amanhã? | atende sábado?
        vocês atendem aos sábados? | horário de atendimento | vcs trabalham domingo? | abre na segunda?
        estao funcionando hoje | vcs tao abertos? | hoje abre? | sábado abre? | e domingo? | ainda ta aberto?
        horaro de funcionameto | abrem no natal? | qual horário de vocês | que horas vocês abrem amanhã
        is it open now? | what are your opening hours? | hours | are you open on sunday? | when do you close?
        what time do you open | open today? | are you open? | opening hours | do you open on holidays
        what time do you close today | vcs abrem no carnaval? | fecha no carnaval? | funciona na quarta de cinzas?
    """,
    "address": """
        onde fica | endereço | qual o endereço? | onde vcs ficam? | me manda a localização | localização
        como chego aí? | onde é a clínica | endereco | enderço | fica onde? | onde estão localizados
        qual o end de vcs | manda o local pfv | em que bairro fica? | address | where are you located
        where is the clinic | location please | how do i get there | what's your address?
    """,
    "services": """
        qnto custa | quanto custa a limpeza? | preço | valores | qual o valor da consulta? | tabela de preços
        quais serviços vcs fazem? | quanto é | qto ta | quanto fica | lista de serviços | cardápio
        me manda o cardapio | quais procedimentos vocês fazem | qual o preço do clareamento | quanto vcs cobram
        quanto sai uma limpeza | serviços | how much is a cleaning? | prices | what services do you offer?
        how much does it cost | price list
    """,
    "professionals": """
        quais os médicos | quem atende aí? | quais profissionais | tem dermatologista? | lista de médicos
        vcs tem ortopedista | which doctors work there | who are the doctors
    """,
    "plans": """
        quais convênios vcs aceitam? | convênio | aceita plano de saúde? | atende por convênio | planos
        trabalham com convenio? | do you accept insurance? | which health plans do you take
    """,
    "payment": """
        formas de pagamento | aceita cartão? | aceita pix | posso pagar no débito? | pix? | como posso pagar
        vcs parcelam? | aceita vale refeição | payment methods | do you take credit cards? | can i pay with cash
    """,
    "greeting": """
        oi | olá | bom dia | boa tarde! | oiii | oie | opa | tudo bem? | bom dia, tudo bem? | hello | hi | hey there
        good morning
    """,
    "thanks": "obrigado | obg | obrigada! | vlw | valeu | muito obrigado | obrigadaaa | thanks | thank you so much | ok obrigada",
    "bye": "tchau | até logo | até mais | bye | see you",
    "menu": """
        menu | voltar | início | inicio | opções | menu principal | quais as opções? | começar de novo | main menu
        go back
    """,
    "change_store": """
        trocar de loja | quero trocar de unidade | mudar de loja | outra unidade | trocar unidade
        quero falar com outra loja | change location | switch store | another branch
    """,
    "booking": """
        quero marcar uma consulta | agendar | queria agendar um horário | tem horário amanhã? | tem vaga hoje?
        preciso remarcar | quero cancelar minha consulta | reservar mesa | mesa para 4 | i want to book an appointment
        can i make a reservation
    """,
    "order": "quero fazer um pedido | vcs entregam? | qual a taxa de entrega | delivery | do you deliver?",
    "emergency": """
        dor no peito | to com falta de ar | acho que é um infarto | ele desmaiou | não consigo respirar | chest pain
        she can't breathe
    """,
    "crisis": "quero morrer | vou me matar | i want to die",
    "urgent": "é urgente | urgente!! | estou com muita dor | it's urgent",
    "complaint": """
        quero fazer uma reclamação | vou no procon | isso é um absurdo | quero meu dinheiro de volta
        péssimo atendimento | i want a refund
    """,
    "contact": "qual o telefone? | tem instagram? | telefone | qual o site de vcs | phone number",
    "identity": "você é um robô? | isso é um robô | quem é você? | are you a bot?",
}
CASES = [(u.strip(), Intent(i)) for i, block in MEANT.items() for line in block.strip().splitlines() for u in line.split("|")]


def test_the_table_is_worth_its_name() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize(("text", "intent"), CASES)
def test_what_is_meant_is_found(text: str, intent: Intent) -> None:
    assert intent in read(text).intents


NOT_MEANT = {
    "handoff": """
        não quero falar com atendente | não preciso de atendente | horário de atendimento | vocês atendem sábado?
        sou pessoa física | quantas pessoas cabem na mesa | a atendente foi ótima, obrigado | mesa para 4 pessoas
        atendem crianças? | oi | bom dia | I don't want to talk to a person | quanto custa a consulta?
        aceita unimed? | qual o endereço? | obrigado pela atenção | é para duas pessoas | atende convênio?
        o atendimento de vocês é por ordem de chegada?
    """,
    "emergency": "morrendo de fome | estou sem ar condicionado | o peito de frango é grelhado? | dor de dente | oi",
    "crisis": "matar a fome | mata barata | quero viver bem | morro de vontade de comer pizza",
    "hours": """
        quanto tempo demora a consulta | tem horário amanhã com a dra ana | segunda via do boleto
        quero marcar um horário
    """,
    "complaint": "muito bom | adorei o lugar",
    "change_store": "onde fica a loja? | trocar o dia | a outra pessoa",
    "bye": "até que horas abre",
    "no": "dor no peito | no cartão",
    "urgent": "bom dia | obrigado",
}  # fmt: skip
MISSES = [
    (u.strip(), Intent(i)) for i, block in NOT_MEANT.items() for line in block.strip().splitlines() for u in line.split("|")
]


@pytest.mark.parametrize(("text", "intent"), MISSES)
def test_what_only_sounds_alike_is_not_taken_for_it(text: str, intent: Intent) -> None:
    assert intent not in read(text).intents
