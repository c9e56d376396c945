"""An eighth table: words that contradict each other, and those that only look as if they did. Notation: `when_cases`."""

from tests.bookings.when_cases_elsewhen import FRI, MON, MORNING, SAT

DOUBTS = [
    (SAT, "amanhã terça", "22/11 ??24/11"),
    (SAT, "amanhã, terça, às 10", "22/11 @ 10:00,22:00 ??24/11"),
    (SAT, "amanhã (terça) de manhã", f"22/11 @ {MORNING} ??24/11"),
    (SAT, "terça, amanhã", "24/11 ??22/11"),
    (SAT, "depois de amanhã, terça", "23/11 ??24/11"),
    (SAT, "hoje sexta", "21/11 ??27/11"),
    (SAT, "amanhã dia 23", "22/11 ??23/11"),
    (SAT, "hoje, 22/11", "21/11 ??22/11"),
    (SAT, "sexta dia 12", "12/12 ??27/11"),
    (SAT, "dia 12, sexta às 9", "12/12 @ 09:00,21:00 ??27/11"),
    (SAT, "sexta que vem, dia 12", "27/11 ??12/12"),
    (SAT, "dia 22, terça", "22/11 ??24/11"),
    (SAT, "segunda 24", "24/11 ??23/11"),
    (SAT, "31/11 às 10", "! no such date ??30/11 ??31/12"),
    (SAT, "quarta, 31 de novembro", "! no such date ??30/11 ??31/12"),
    (SAT, "29/02/2027", "! no such date ??28/02/27 ??29/03/27"),
]
AGREEING = [
    (SAT, "amanhã domingo às 10", "22/11 @ 10:00,22:00"),
    (SAT, "hoje, sábado, às 17", "21/11 @ 17:00"),
    (SAT, "segunda, depois de amanhã", "23/11"),
    (SAT, "amanhã, dia 22", "22/11"),
    (SAT, "sexta que vem, dia 27", "27/11"),
    (SAT, "quinta que vem, dia 3", "03/12"),
    (MON, "quinta que vem, dia 26", "26/11"),
    (MON, "próxima sexta, dia 4", "04/12"),
    (FRI, "hoje sexta às 15", "27/11 @ 15:00"),
]
NO_DOUBT = [
    (SAT, "amanhã ou terça", "22/11 | 24/11"),
    (SAT, "amanhã, terça ou quinta", "22/11 | 24/11 | 26/11"),
    (SAT, "amanhã não, terça", "24/11"),
    (SAT, "amanhã, terça não", "22/11"),
    (SAT, "não posso amanhã, terça pode", "24/11"),
    (SAT, "em vez de amanhã, terça", "24/11"),
    (SAT, "amanhã às 10, terça às 14", "22/11 @ 10:00,22:00 | 24/11 @ 14:00"),
    (SAT, "dia 12 às 10, sexta às 9", "12/12 @ 10:00,22:00 | 27/11 @ 09:00,21:00"),
    (SAT, "hoje, amanhã", "21/11 | 22/11"),
    (SAT, "amanhã segunda via do boleto", "22/11"),
    (SAT, "31/11 ou 1/12", "01/12 ! no such date"),
    (SAT, "segunda 24 pessoas", "23/11"),
]
DOUBT_CASES = [(*case, "pt-BR") for case in [*DOUBTS, *AGREEING, *NO_DOUBT]]
