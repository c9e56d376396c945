"""The words that explain a message: those that may stand beside what it says without changing it. What has any other word in it is
asked about, or left to the patterns. One place for all who ask that (`agreeing`: beside a yes; `answering`: beside that one comes;
`plain`: beside what is wanted), each with what only there says nothing: "depois" is small in a wish, and takes a yes back."""

from atende.bot.rules.words import word_set

SMALL = word_set(
    "a o as os um uma de da do na por para com e eh eu me mim meu minha my esse essa este nesse nessa esta it the that ai "
    "la aqui agora entao mesmo tudo toda bom boa bem favor gentileza obrigado obrigada oi ola viu sim verdade absoluta "
    "ser faz fazer fazendo faca moca moco querido querida amor linda you thank thanks go ahead"
)
VISIT = word_set("consulta horario atendimento agendamento appointment")
THINGS = VISIT | word_set(
    "consultas horarios agendamentos exame exames sessao sessoes reserva avaliacao retorno procedimento marcacao vaga "
    "appointments booking visit"
)
_POINT = word_set("hora presenca")
_WEEKDAYS = word_set("hoje amanha segunda terca quarta quinta sexta sabado feira")
CALENDAR = _WEEKDAYS | word_set(
    "domingo dia h hora horas meio meia min minutos duas tres quatro cinco seis sete oito nove dez onze doze treze "
    "catorze quatorze quinze dezesseis dezessete dezoito dezenove vinte trinta janeiro fevereiro marco abril maio junho "
    "julho agosto setembro outubro novembro dezembro today tomorrow monday tuesday wednesday thursday friday saturday "
    "sunday"
)
_WHEN = CALENDAR | word_set(
    "depois antes cedo tarde manha noite almoco semana semanas mes meses ano proxima proximo vem qualquer dias data "
    "segundas tercas quartas quintas sextas sabados domingos feriado fim final comeco inicio todo todos todas dps dpois "
    "outro outra outros ultimo ultima primeiro primeira ate entre partir parte periodo umas uns por volta manhazinha "
    "tardinha ainda daqui dentro passada retrasada jan fev mar abr jun jul ago set out nov morning afternoon evening next "
    "week after before pm am"
)
BESIDE_YES = SMALL | VISIT | _POINT | word_set("so")
_DOING = word_set("um uma fazer faz fazendo faca")  # "estarei fazendo uma consulta", elsewhere
BESIDE_COMING = (
    (SMALL - _DOING)
    | VISIT
    | _POINT
    | _WEEKDAYS
    | word_set(
        "s nos estou estamos no neste dia noite manha tarde isso pode podem deixar quero sem falta uhum aham positivo "
        "doutora doutor valeu grato grata perfeito otimo otima maravilha show joia entendi tranquilo combinada marcado "
        "marcada ate pontualmente se yes yeah yep sure please i ll will be there see"
    )
)
BESIDE_WISH = (
    SMALL
    | THINGS
    | _WHEN
    | word_set(
        "uns umas dos das em no nas nos pela pelo pras pros ou que voce voces meus minhas seu sua isso aquele aquela ja "
        "mais muito tambem ne so se opa bons dia dias tarde noite ok gente pois sera pera perai infelizmente desculpa "
        "desculpe hum ah ih eita olha tem teria ter tenho daria deu dar como pasar ia poderia poderiam pode podem posso "
        "quero queria gostaria quer preciso precisava precisaria vou ir consigo ver saber algum alguma fica ficaria ficou "
        "an i can could would like want need please to for on at in and with is hi hello"
    )
)
