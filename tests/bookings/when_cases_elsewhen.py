"""The clocks of `when_cases`, and its cases said on other days than a Saturday, or in English; the notation is told there."""

SAT = "2026-11-21T15:00 America/Sao_Paulo"
SUN = "2026-11-29T11:00 America/Sao_Paulo"
MON = "2026-11-23T09:00 America/Sao_Paulo"
WED = "2026-11-25T14:30 America/Sao_Paulo"
THU = "2026-11-26T20:00 America/Sao_Paulo"
FRI = "2026-11-27T08:00 America/Sao_Paulo"
YEAR_END = "2026-12-30T10:00 America/Sao_Paulo"  # a Wednesday
MONTH_END = "2027-01-31T18:00 America/Sao_Paulo"  # a Sunday
LEAP = "2028-02-28T10:00 America/Sao_Paulo"  # a Monday
NO_MIDNIGHT = "2018-11-03T23:30 America/Sao_Paulo"  # a Saturday; the clock goes from 23:59 to 01:00
TWO_O_CLOCKS = "2026-10-24T22:00 Europe/Lisbon"  # a Saturday; the night has 01:00 to 02:00 twice

MORNING, AFTERNOON, EVENING = "06:00-12:00", "12:00-19:00", "18:00-"

OTHER_DAYS = [
    (MON, "quinta", "26/11"),
    (MON, "quinta que vem", "03/12 ?26/11"),
    (MON, "próxima quinta", "26/11 ?03/12"),
    (MON, "essa quinta", "26/11"),
    (MON, "segunda", "30/11 ?23/11"),
    (MON, "hoje às 8", "23/11 @ 20:00"),
    (MON, "hoje à tarde", f"23/11 @ {AFTERNOON}"),
    (MON, "essa semana", "23/11-29/11"),
    (MON, "essa semana, quarta ou sexta", "25/11 | 27/11"),
    (MON, "semana que vem", "30/11-06/12"),
    (MON, "fim de semana", "28/11-29/11"),
    (MON, "quarta da outra semana", "02/12 ?25/11"),
    (MON, "na outra semana", "07/12-13/12 ?30/11"),
    (WED, "quarta às 16h", "02/12 @ 16:00 ?25/11"),
    (WED, "hoje às 3", "25/11 @ 15:00"),
    (WED, "hoje às 2", "! past"),
    (WED, "terça", "01/12"),
    (WED, "terça que vem", "01/12"),
    (WED, "sexta que vem", "04/12 ?27/11"),
    (WED, "nessa sexta", "27/11"),
    (THU, "hoje ainda?", "26/11"),
    (THU, "hoje de manhã", "! past"),
    (THU, "amanhã cedinho", "27/11 @ 06:00-10:00"),
    (FRI, "sexta", "04/12 ?27/11"),
    (FRI, "essa sexta", "27/11"),
    (FRI, "sexta que vem", "04/12"),
    (FRI, "segunda", "30/11"),
    (FRI, "última sexta do mês", "27/11"),
    (FRI, "hoje de manhã", f"27/11 @ {MORNING}"),
    (SUN, "semana que vem", "30/11-06/12"),
    (SUN, "essa semana", "29/11"),
    (SUN, "domingo", "06/12 ?29/11"),
    (SUN, "começo do mês", "01/12-10/12"),
    (SUN, "dia 31", "31/12 ?30/11"),
    (YEAR_END, "sexta", "01/01/27"),
    (YEAR_END, "amanhã", "31/12"),
    (YEAR_END, "depois de amanhã às 14h", "01/01/27 @ 14:00"),
    (YEAR_END, "dia 4", "04/01/27"),
    (YEAR_END, "4/1 às 9h da manhã", "04/01/27 @ 09:00"),
    (YEAR_END, "mês que vem", "01/01/27-31/01/27"),
    (YEAR_END, "começo do ano", "01/01/27-31/01/27"),
    (YEAR_END, "semana que vem", "04/01/27-10/01/27"),
    (YEAR_END, "depois do réveillon", "01/01/27-"),
    (YEAR_END, "essa semana", "30/12-03/01/27"),
    (MONTH_END, "amanhã", "01/02"),
    (MONTH_END, "dia 30", "30/03 ?28/02"),
    (MONTH_END, "daqui a um mês", "28/02"),
    (MONTH_END, "mês que vem", "01/02-28/02"),
    (MONTH_END, "última sexta do mês que vem", "26/02"),
    (MONTH_END, "depois do carnaval", "10/02-"),
    (MONTH_END, "hoje à noite", f"31/01 @ {EVENING}"),
    (LEAP, "amanhã", "29/02"),
    (LEAP, "29/02", "29/02"),
    (LEAP, "depois de amanhã", "01/03"),
    (LEAP, "fim do mês", "28/02-29/02"),
    (LEAP, "dia 30", "30/03 ?29/02"),
    (NO_MIDNIGHT, "amanhã", "04/11"),
    (NO_MIDNIGHT, "daqui a 2 dias", "05/11"),
    (NO_MIDNIGHT, "segunda", "05/11"),
    (NO_MIDNIGHT, "semana que vem", "05/11-11/11"),
    (TWO_O_CLOCKS, "amanhã às 10", "25/10 @ 10:00,22:00"),
    (TWO_O_CLOCKS, "daqui a uma semana", "31/10"),
]

ENGLISH = [
    (SAT, "tomorrow at 10am", "22/11 @ 10:00"),
    (SAT, "tomorrow morning", f"22/11 @ {MORNING}"),
    (SAT, "the day after tomorrow", "23/11"),
    (SAT, "thursday", "26/11"),
    (SAT, "next thursday at 3", "26/11 @ 15:00,03:00"),
    (SAT, "tuesday or thursday afternoon", "24/11 @ 12:00-18:00 | 26/11 @ 12:00-18:00"),
    (SAT, "Dec 3rd at 3pm", "03/12 @ 15:00"),
    (SAT, "3 December", "03/12"),
    (SAT, "december 3", "03/12"),
    (SAT, "after 6pm", "any @ 18:00-"),
    (SAT, "before noon", "any @ -12:00"),
    (SAT, "between 9 and 11", "any @ 09:00-11:00"),
    (SAT, "this weekend", "21/11-22/11"),
    (SAT, "next week", "23/11-29/11"),
    (SAT, "any day except monday", "any tue,wed,thu,fri,sat,sun"),
    (SAT, "in two weeks", "05/12"),
    (SAT, "every tuesday", "every tue"),
    (SAT, "as soon as possible", "any first"),
    (SAT, "half past ten", "any @ 10:30,22:30"),
    (SAT, "monday at 14:00", "23/11 @ 14:00"),
    (SAT, "wensday pls", "25/11"),
    (SAT, "12/03", "12/03/27 ?03/12"),
    (SAT, "good morning, how much is it?", "-"),
    (SAT, "I have 3 kids", "-"),
    (SAT, "may I ask something?", "-"),
    (SAT, "yesterday", "! past"),
]
