"""What no library knows: WhatsApp's spellings, fixed phrases, numbers in words, and words that look like a day and are none. Words in
capitals are the grammar's own and cannot be typed."""

from atende.bookings.rules.when.spelling import word_set

SPELLINGS = {
    "hj": "hoje", "hje": "hoje", "oje": "hoje", "oj": "hoje", "amn": "amanha", "amnh": "amanha", "amnha": "amanha",
    "amanh": "amanha", "amaha": "amanha", "amha": "amanha", "aman": "amanha", "manhan": "manha", "dps": "depois", "dpois": "depois",
    "dpos": "depois", "depos": "depois", "dp": "depois", "sgda": "segunda", "sgunda": "segunda", "segda": "segunda",
    "terc": "terca",
    "tca": "terca", "trca": "terca", "qua": "quarta", "qrta": "quarta", "quart": "quarta", "qarta": "quarta", "qui": "quinta",
    "qnta": "quinta", "qinta": "quinta", "qta": "QTA", "quint": "quinta", "sx": "sexta", "sext": "sexta", "sab": "sabado",
    "sbd": "sabado", "sabdo": "sabado", "dmg": "domingo", "fds": "FDS", "pos": "depois", "nunca": "nao", "desde": "HADESDE",
    "finzinho": "fim", "d": "de",
    "finde": "FDS", "prox": "proxima",
    "proximas": "proxima",
    "proximos": "proximo", "prx": "proxima", "pxm": "proxima", "smn": "semana", "sem": "sem", "q": "que", "n": "nao", "naum": "nao",
    "nn": "nao", "pra": "para", "pro": "para", "pros": "para", "p": "para", "td": "todo", "tda": "toda",
    "tds": "todos",
    "tdas": "todas", "qlq": "qualquer", "qlqr": "qualquer", "qqr": "qualquer", "qq": "qualquer", "mto": "muito",
    "manhazinha": "manha",
    "tardinha": "tarde", "tardezinha": "tarde", "noitinha": "noite", "cedinho": "cedo", "cedin": "cedo", "finalzinho": "final",
    "fimzinho": "fim", "comecinho": "comeco", "iniciozinho": "inicio", "meidia": "MEIODIA", "meiodia": "MEIODIA", "ate": "ate",
    "ateh": "ate", "hrs": "horas", "hora": "horas", "hs": "horas", "hr": "horas", "hras": "horas", "hras.": "horas", "pela": "pela",
    "feira": "FEIRA", "feiras": "FEIRA", "segundona": "segunda", "sextou": "sextou", "sabadao": "sabado", "domingao": "domingo",
    "exceto": "menos", "salvo": "menos", "tirando": "menos", "exeto": "menos", "posivel": "possivel", "pssivel": "possivel",
    "apos": "depois", "q.": "que", "agr": "agora", "msm": "mesmo", "anti": "antes", "mes": "mes", "meis": "mes",
}  # fmt: skip

SPELLINGS_EN = {
    "since": "HADESDE",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "tomorow": "tomorrow", "tues": "tuesday", "thur": "thursday",
    "thurs": "thursday", "weds": "wednesday", "sept": "september", "pls": "please", "wkend": "weekend", "til": "until",
    "till": "until",
}  # fmt: skip

# "num" is a not before what somebody can, wants or does ("num posso"); else it is in one ("num sábado").
_NOT_SO = (
    "posso", "consigo", "consegui", "da", "dara", "quero", "queria", "vou", "vai", "pode", "podia", "poderia", "tem", "tenho", "rola",
    "serve", "gosto", "costumo",
)  # fmt: skip

PORTUGUESE = {
    **{f"num {word}": f"nao {word}" for word in _NOT_SO},
    "de hoje a 8 dias": "daqui sete dias", "de hoje a oito dias": "daqui sete dias", "de hoje a 15 dias": "daqui quatorze dias",
    "de hoje a quinze dias": "daqui quatorze dias", "sesta FEIRA": "sexta FEIRA",
    **{
        f"{said} {of}": f"EMVEZ {meant}"
        for said in ("em vez", "em ves", "enves", "invez", "inves", "ao inves", "ao invez", "ao envez", "no lugar")
        for of, meant in (("de", "de"), ("da", "da"), ("do", "do"), ("das", "das"), ("dos", "das"))
    },
    **{
        f"{no} {how} {when}": {"tarde": "NAOTARDE", "cedo": "NAOCEDO"}[when]
        for no in ("nao", "nem", "nada", "nao seja", "nao pode ser", "nao for", "nao fique", "nao posso", "nao consigo", "sem ser")
        for how in ("muito", "tao")
        for when in ("tarde", "cedo")
    },
    "mesmo horario": "MESMAHORA", "mesma hora": "MESMAHORA", "mesma horas": "MESMAHORA", "quando tiverem": "ANYDAY",
    "quando vcs tiverem": "ANYDAY", "quando voces tiverem": "ANYDAY", "a horas que tiver": "ANYTIME", "o horario que tiver": "ANYTIME",
    "sem que vem": "semana que vem", "antes do trabalho": "ANTESTRABALHO", "antes do servico": "ANTESTRABALHO",
    "de hoje a oito": "daqui sete dias", "hoje a oito": "daqui sete dias", "de hoje a quinze": "daqui quatorze dias",
    "hoje a quinze": "daqui quatorze dias",
    "depois de amanha": "DEPOISDEAMANHA", "dps de amanha": "DEPOISDEAMANHA", "depois amanha": "DEPOISDEAMANHA",
    "hoje em dia": "NADA", "amanha ou depois": "amanha ou DEPOISDEAMANHA", "dia a dia": "NADA", "um dia desses": "NADA",
    "mais tarde": "NADA", "muito tarde": "NADA",
    "tarde demais": "NADA", "cedo demais": "NADA", "tao cedo": "NADA", "tao tarde": "NADA", "muito cedo": "NADA",
    "ate mais": "NADA",
    "fim de semana": "FDS", "final de semana": "FDS", "fins de semana": "FDS", "finais de semana": "FDS",
    "fim da semana": "fim semana",
    "toda semana na": "toda", "toda semana no": "toda", "toda semana as": "toda", "todas as semanas na": "toda",
    "dia de semana": "UTEIS", "dias de semana": "UTEIS", "dia da semana": "ANYDAY", "durante a semana": "UTEIS",
    "dia util": "UTEIS", "qualquer dia util": "UTEIS", "qualquer dia de semana": "UTEIS",
    "dias uteis": "UTEIS", "dias da semana": "UTEIS", "no meio da semana": "meio semana",
    "meio dia": "MEIODIA", "meia noite": "MEIANOITE", "meia horas": "trinta MINUTOS",
    "o mais cedo possivel": "FIRST", "mais cedo possivel": "FIRST", "mais rapido possivel": "FIRST", "mais breve possivel": "FIRST",
    "o mais breve": "FIRST", "mais cedo que tiver": "FIRST", "mais cedo que der": "FIRST", "quanto antes": "FIRST",
    "assim que der": "FIRST", "assim que possivel": "FIRST", "assim que puder": "FIRST", "primeiro horario": "FIRST",
    "primeira vaga": "FIRST", "primeira hora": "FIRST", "primeira horas": "FIRST", "proximo que tiver": "FIRST",
    "proxima que tiver": "FIRST",
    "proxima data disponivel": "FIRST", "mais proxima possivel": "FIRST", "horario mais proximo": "FIRST",
    "data mais proxima": "FIRST", "primeiro que tiver": "FIRST", "1o horario": "FIRST", "1a vaga": "FIRST",
    "primeira data": "FIRST", "proximo horario": "FIRST", "proxima vaga": "FIRST", "urgente": "FIRST", "urgencia": "FIRST",
    "mais proximo possivel": "FIRST", "horario mais cedo": "FIRST", "primeiro horario livre": "FIRST",
    "primeiro horario disponivel": "FIRST", "ultimo horario": "LAST", "ultima vaga": "LAST", "ultima hora": "NADA",
    "ultima horas": "NADA", "no maximo": "ate", "no maximo ate": "ate", "no minimo": "desde",
    "nada antes": "nao antes", "nada depois": "nao depois", "depois almoco": "DEPOISALMOCO",
    "mais tarde possivel": "LAST", "horario mais tarde": "LAST", "mais cedo": "NADA",
    "qualquer horario": "ANYTIME", "qualquer horas": "ANYTIME", "tanto faz o horario": "ANYTIME", "todo horario": "ANYTIME",
    "a qualquer horas": "ANYTIME", "a qualquer horario": "ANYTIME", "qualquer hora": "ANYTIME", "a qualquer hora": "ANYTIME",
    "tanto faz o dia": "ANYDAY", "qualquer dia": "ANYDAY", "qualquer um dia": "ANYDAY", "qualquer data": "ANYDAY",
    "o dia que tiver": "ANYDAY", "quando tiver": "ANYDAY", "quando der": "ANYDAY", "todo dia": "TODODIA",
    "todos os dias": "TODODIA",
    "todo santo dia": "TODODIA", "cada dia": "TODODIA", "todo dia util": "toda UTEIS",
    "todos os dias uteis": "toda UTEIS",
    "a nao ser": "menos", "sem ser": "menos", "que nao seja": "menos", "menos na": "menos", "so nao": "nao", "fora": "fora",
    "por volta das": "PERTO as", "por volta de": "PERTO as", "por volta da": "PERTO as", "la pelas": "PERTO as",
    "la pela": "PERTO as", "la pras": "PERTO as", "que entra": "que vem",
    "ali pelas": "PERTO as", "ali pela": "PERTO as", "ai pelas": "PERTO as", "ali pras": "PERTO as",
    "la para as": "PERTO as", "perto das": "PERTO as", "mais ou menos as": "PERTO as", "tipo as": "PERTO as",
    "tipo umas": "PERTO as",
    "por perto das": "PERTO as", "umas": "UMAS", "em torno das": "PERTO as", "la pro": "la para",
    "antes do almoco": "ANTESALMOCO", "antes de almoco": "ANTESALMOCO", "depois do almoco": "DEPOISALMOCO",
    "depois de almoco": "DEPOISALMOCO", "depois o almoco": "DEPOISALMOCO", 
    "semana santa": "semana do sexta FEIRA santa", "depois que almocar": "DEPOISALMOCO", "hora do almoco": "HORAALMOCO",
    "horas do almoco": "HORAALMOCO", "horas de almoco": "HORAALMOCO", "horario do almoco": "HORAALMOCO",
    "horario de almoco": "HORAALMOCO", "no almoco": "HORAALMOCO", "depois do trabalho": "DEPOISTRABALHO",
    "depois do expediente": "DEPOISTRABALHO", "depois do servico": "DEPOISTRABALHO", "depois do trampo": "DEPOISTRABALHO",
    "saindo do trabalho": "DEPOISTRABALHO", "fim do expediente": "fim dia", "final do expediente": "fim dia",
    "fim do dia": "fim dia", "final do dia": "fim dia", "fim de tarde": "fim tarde", "final de tarde": "fim tarde",
    "em diante": "DIANTE", "para frente": "DIANTE", "para la": "para la",
    "2a feira": "segunda", "3a feira": "terca", "4a feira": "quarta", "5a feira": "quinta", "6a feira": "sexta",
    "2a FEIRA": "segunda", "3a FEIRA": "terca", "4a FEIRA": "quarta", "5a FEIRA": "quinta", "6a FEIRA": "sexta",
    "2a": "segunda", "3a": "terca", "4a": "quarta", "5a": "quinta", "6a": "sexta",
    "2as": "segundas", "3as": "tercas", "4as": "quartas", "5as": "quintas", "6as": "sextas",
    "se nao": "MAS", "senao": "MAS", "caso contrario": "MAS", "ou entao": "MAS", "ou senao": "MAS", "mas": "MAS", "porem": "MAS",
    "em ultimo caso": "MAS", "mais ou menos": "NADA", "que bom": "NADA", "a partir": "desde", "partir": "desde",
    "para depois": "depois",
    "aos": "nos", "ao": "o", "daqui a": "daqui", "daqui ha": "daqui", "daqui a uns": "daqui", "daqui uns": "daqui",
    "daqui a umas": "daqui", "daqui umas": "daqui", "dentro de": "daqui",
    "esta": "essa", "este": "essa", "nesta": "essa", "neste": "essa", "nessa": "essa", "nesse": "essa", "desta": "essa",
    "deste": "essa", "dessa": "essa", "desse": "essa", "esse": "essa", "proximo": "proxima", "nas proxima": "proxima",
    "seguinte": "seguinte", "passado": "passada",
    "retrasada": "passada", "retrasado": "passada", "quinzena": "quinzena", "comeco": "comeco", "inicio": "comeco",
    "meados": "meio",
    "metade": "meio", "final": "fim", "vespera de": "vespera", "vespera do": "vespera", "vespera da": "vespera",
    "antevespera de": "antevespera", "antevespera do": "antevespera", "todas as": "toda", "todos os": "toda", "todo": "toda",
    "todas": "toda", "todos": "toda", "toda a": "toda", "todo o": "toda", "cada": "toda", "alguma": "qualquer", "algum": "qualquer",
    "uma qualquer": "qualquer", "no outro": "OUTRO", "na outra": "OUTRO", "o outro": "OUTRO", "a outra": "OUTRO",
    "da outra": "OUTRO",
    "do outro": "OUTRO", "nem": "nao",
}  # fmt: skip

ENGLISH = {
    "good morning": "NADA", "good afternoon": "NADA", "good evening": "NADA", "good night": "NADA", "good day": "NADA",
    "nice day": "NADA", "nice weekend": "NADA", "great day": "NADA", "great weekend": "NADA", "happy new year": "NADA",
    "merry christmas": "NADA", "one day": "NADA", "these days": "NADA", "may i": "NADA", "may we": "NADA", "may you": "NADA",
    "the day after tomorrow": "DEPOISDEAMANHA", "day after tomorrow": "DEPOISDEAMANHA", "today": "hoje", "tomorrow": "amanha",
    "tonight": "hoje a noite", "yesterday": "ontem", "this morning": "hoje de manha", "this afternoon": "hoje a tarde",
    "this evening": "hoje a noite", "in the morning": "de manha", "in the afternoon": "de tarde", "in the evening": "de noite",
    "at night": "de noite", "morning": "de manha", "afternoon": "de tarde", "evening": "de noite", "mornings": "de manha",
    "afternoons": "de tarde", "evenings": "de noite", "early": "cedo", "noon": "MEIODIA", "midday": "MEIODIA",
    "midnight": "MEIANOITE",
    "before lunch": "ANTESALMOCO", "after lunch": "DEPOISALMOCO", "lunch time": "HORAALMOCO", "lunchtime": "HORAALMOCO",
    "after work": "DEPOISTRABALHO", "end of the day": "fim dia", "weekend": "FDS", "weekends": "FDS", "weekday": "UTEIS",
    "weekdays": "UTEIS", "business day": "UTEIS", "next": "proxima", "this": "essa", "coming": "proxima", "last": "ultima",
    "week": "semana", "weeks": "semanas", "month": "mes", "months": "meses", "year": "ano", "years": "anos", "days": "dias",
    "hours": "horas", "hour": "horas", "minutes": "MINUTOS", "last week": "semana passada", "last month": "mes passada",
    "any day": "ANYDAY", "any time": "ANYTIME", "anytime": "ANYTIME", "whenever": "ANYDAY", "every day": "TODODIA",
    "any": "qualquer",
    "every": "toda", "except": "menos", "but not": "menos", "not": "nao", "or": "ou", "otherwise": "MAS", "or else": "MAS",
    "else": "MAS", "but": "MAS", "and": "e",
    "at": "as", "by": "ate", "until": "ate", "from": "desde", "after": "depois", "before": "antes", "between": "entre", "to": "a",
    "around": "PERTO as", "about": "PERTO as", "on": "em", "in": "daqui", "of": "de", "the": "o", "half past": "MEIA",
    "oclock": "horas",
    "o clock": "horas", "as soon as possible": "FIRST", "asap": "FIRST", "first slot": "FIRST", "first available": "FIRST",
    "first appointment": "FIRST", "first free time": "FIRST", "earliest": "FIRST", "urgent": "FIRST", "last slot": "LAST",
    "last appointment": "LAST", "last free time": "LAST", "onwards": "DIANTE", "eve": "EVE", "christmas eve": "vespera natal",
    "new years eve": "vespera ano novo",
    "instead of": "EMVEZ de",
    "cant": "nao posso", "cannot": "nao posso", "dont": "nao", "wont": "nao", "doesnt": "nao", "beginning of": "comeco",
    "start of": "comeco", "end of": "fim", "middle of": "meio",
    "holiday": "feriado", "may": "MAY", "march": "MARCH", "mar": "MARCH", "day": "DAY",
}  # fmt: skip

NUMBERS = {
    "um": 1, "uma": 1, "primeiro": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
    "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13, "quatorze": 14, "catorze": 14, "quinze": 15, "dezesseis": 16,
    "dezasseis": 16, "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50,
}  # fmt: skip

NUMBERS_EN = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip

# One slip away from a word that matters, and words of their own.
UNLIKE = word_set(
    "minha minhas quanta quantas quanto quantos quarto quartos quinto quintos sexto sextos segundo segundos junto junta juntos "
    "marca marcar marco marcos maior gosto gostei gosta abrir abriu terra terno terna teria termo testa cesta sesta tenta manda manta "
    "mancha manga manha mande tarda tardes noites noiva noive note noticia semanal aranha ferido feridos almocar sabendo saboroso "
    "domingas domingos junco punho janela sexual sextou depor depoimento proximidade quintal quartas amanda amanhece amanheceu "
    "segurar segura segue marcado agosto agora julia julio junior qualidade quaisquer noivo tardar tordo norte note quita quitar "
    "monday friday moaning money mining warning meaning forenoon evening even event sundae satay may marry match much must "
    "septic decent decide octave marching fried friend tired hired"
)
