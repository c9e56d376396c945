"""A fifth table: what looked hard to somebody who had not written the grammar. Notation: `when_cases`."""

from tests.bookings.when_cases_elsewhen import AFTERNOON, MORNING, SAT

HARD_CASES = [
    (*case, "pt-BR")
    for case in [
        (SAT, "às nove e quinze de quarta-feira", "25/11 @ 09:15,21:15"),
        (SAT, "às dez e vinte de sexta-feira", "27/11 @ 10:20,22:20"),
        (SAT, "quarta quinze pras três", "25/11 @ 14:45,02:45"),
        (SAT, "qualquer dia depois do dia 10 e antes do dia 15", "11/12-14/12"),
        (SAT, "depois das 14 e antes das 17 na quarta", "25/11 @ 14:00-17:00"),
        (SAT, "dia 12 do 12", "12/12"),
        (SAT, "12 do 12 às 9", "12/12 @ 09:00,21:00"),
        (SAT, "doze do doze de manhã", f"12/12 @ {MORNING}"),
        (SAT, "dia 3 do 1", "03/01/27"),
        (SAT, "toda semana na terça às 14h", "every tue @ 14:00"),
        (SAT, "toda semana às quintas", "every thu"),
        (SAT, "num sábado de manhã", f"28/11 @ {MORNING} ?21/11"),
        (SAT, "se possível num fim de semana", "21/11-22/11"),
        (SAT, "num posso na quinta", "any mon,tue,wed,fri,sat,sun"),
        (SAT, "de hoje a oito", "28/11"),
        (SAT, "hoje a quinze, às 10", "05/12 @ 10:00,22:00"),
        (SAT, "semana que vem não, na outra", "30/11-06/12"),
        (SAT, "segunda ou terça, tanto faz, contanto que seja antes das 10", "23/11 @ -10:00 | 24/11 @ -10:00"),
        (SAT, "numa terça à tarde", f"24/11 @ {AFTERNOON}"),
        (SAT, "dia 24 ou 25 entre 14 e 16h", "24/11 @ 14:00-16:00 | 25/11 @ 14:00-16:00"),
    ]
]
