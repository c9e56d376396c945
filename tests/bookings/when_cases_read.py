"""A sixth table: what a reader who tried to break the grammar found read as another day or hour. Notation: `when_cases`."""

from tests.bookings.when_cases_elsewhen import SAT

BOUNDS = [
    (SAT, "segunda depois do dia 10", "14/12"),
    (SAT, "terça ou quinta depois do dia 10", "15/12 | 17/12"),
    (SAT, "segunda depois do natal", "28/12"),
    (SAT, "terça após o feriado", "29/12"),
    (SAT, "segunda a partir do dia 10", "14/12"),
    (SAT, "sexta depois de quarta", "27/11"),
]
RANGES = [
    (SAT, "de 2 a 4 da tarde", "any @ 14:00-16:00"),
    (SAT, "quarta 2-4 da tarde", "25/11 @ 14:00-16:00"),
    (SAT, "quarta 14-16h", "25/11 @ 14:00-16:00"),
    (SAT, "de 9 a 11 da manhã na quarta", "25/11 @ 09:00-11:00"),
    (SAT, "quarta 13 a 15h", "25/11 @ 13:00-15:00"),
    (SAT, "das 9 ao meio dia", "any @ 09:00-12:00"),
    (SAT, "de 8 ao meio dia", "any @ 08:00-12:00"),
    (SAT, "1 a 5 de dezembro", "01/12-05/12"),
    (SAT, "24-26/11", "24/11-26/11"),
]
AWAY = [
    (SAT, "estou viajando até dia 5", "06/12-"),
    (SAT, "semana que vem to viajando", "21/11-22/11 | 30/11-"),
    (SAT, "tô de férias semana que vem", "21/11-22/11 | 30/11-"),
    (SAT, "estou de férias até dia 10", "11/12-"),
    (SAT, "ocupada até quinta", "27/11-"),
    (SAT, "tenho prova até quinta", "27/11-"),
    (SAT, "tenho aula até as 12", "any @ 12:00-"),
    (SAT, "terça tô ocupado, quarta livre", "25/11"),
    (SAT, "tenho médico quinta às 9, pode ser sexta?", "27/11"),
    (SAT, "quarta às 10 não, às 11", "25/11 @ 11:00,23:00"),
]
OTHERS = [
    (SAT, "dia 10 em diante", "10/12-"),
    (SAT, "do dia 10 pra frente", "10/12-"),
    (SAT, "de quinta em diante", "26/11-"),
    (SAT, "de hoje a 8 dias", "28/11"),
    (SAT, "01-12 as 9", "01/12 @ 09:00,21:00"),
    (SAT, "sesta feira as 10", "27/11 @ 10:00,22:00"),
    (SAT, "mudar de 10h para 15h", "any @ 15:00"),
    (SAT, "passa minha consulta de quinta pra sexta", "27/11"),
    (SAT, "joga a de terça para quarta às 15h", "25/11 @ 15:00"),
]
READ_CASES = [(*case, "pt-BR") for case in [*BOUNDS, *RANGES, *AWAY, *OTHERS]]
