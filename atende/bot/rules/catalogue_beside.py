"""What the bot says around an appointment, in both languages: waiting for one, coming late to it, several at once, what repeats; part of
the catalogues."""

PT: dict[str, tuple[str, ...]] = {
    "wait_button": ("Avise se abrir vaga",),
    "wait_leave": ("Sair da lista",),
    "wait_take": ("Quero esse horário",),
    "wait_decline": ("Não, obrigado",),
    "wait_joined": (
        "Anotado! Você está na lista de espera de {service} ({wish}). Se abrir um horário, aviso por aqui e ele fica reservado para "
        "você por alguns minutos.",
        "Pronto, você está na lista de espera: {service}, {wish}. Se vagar, aviso você aqui.",
    ),
    "wait_offer": (
        "Abriu um horário! {what}: {when}{where}. Está reservado para você até {until}. Quer ficar com ele?",
        "Vagou um horário para você: {what}, {when}{where}. Guardo até {until}. Você quer?",
        "Tenho um horário que abriu agora: {what}, {when}{where}. Fica guardado até {until}. Posso confirmar?",
    ),
    "wait_joined_instead": (
        "Anotado! Se abrir um horário de {service} antes do seu, {before} ({wish}), aviso por aqui. Se você quiser, troco o seu por "
        "ele; até lá fica tudo como está.",
        "Pronto: {service}, {wish}. Se vagar um horário antes do seu, {before}, aviso você aqui e troco se você quiser.",
    ),
    "wait_offer_instead": (
        "Abriu um horário mais cedo! {what}: {when}{where}, no lugar do seu, {before}. Está reservado para você até {until}. "
        "Quer trocar?",
        "Vagou um horário antes do seu, {before}: {what}, {when}{where}. Guardo até {until}. Troco?",
        "Tenho um horário mais cedo que o seu, {before}: {what}, {when}{where}. Fica guardado até {until}. Posso trocar?",
    ),
    "wait_not_earlier": (
        "Não anotei na lista de espera, porque isso não é antes do horário que você já tem. Para mudar de dia, escreva “remarcar”.",
    ),
    "wait_swap": ("Trocar por este",),
    "wait_both": ("Ficar com os dois",),
    "wait_instead": (
        "Você já tem {own}: {before}. Troco esse pelo que abriu, {when}{where}, ou você quer ficar com os dois?",
        "Antes, uma coisa: você já tem {own}, {before}. O de {when}{where} fica no lugar dele, ou quer os dois?",
        "Só falta saber do que você já tem: {own}, {before}. Passo esse para {when}{where}, ou ficam os dois?",
    ),
    "wait_passed": (
        "Tudo bem, passei esse horário para a próxima pessoa. Você continua na lista.",
        "Certo, esse fica para quem vem depois. Aviso se abrir outro.",
    ),
    "wait_passed_over": ("Tudo bem.", "Certo, fica assim."),
    "wait_kept": ("Sem pressa! {what}, {when}: está guardado para você até {until}.",),
    "wait_not_kept": ("{what}, {when}: não está mais guardado. Se ainda estiver livre quando decidir, é só responder “sim”.",),
    "wait_left": ("Pronto, você saiu da lista de espera.", "Certo, não vou mais avisar de vagas."),
    "wait_none": ("Você não está em nenhuma lista de espera.", "Não encontrei você em nenhuma lista de espera."),
    "wait_never": (
        "Não anotei na lista de espera, porque nesse dia ou horário não tem como abrir vaga. Pode esperar por outro dia.",
    ),
    "book_no_weekday": ("Esse dia da semana não cai nessas datas.",),
    "wait_too_many": (
        "Você já tem {number} agendamento(s) desse serviço, o máximo por pessoa, então não anotei na lista de espera. "
        "Para ter outro horário no lugar, escreva “remarcar”.",
    ),
    "book_times_closed": (
        "{service}: não atendemos {wish}. Os horários livres mais próximos são estes:",
        "Não atendemos {service} {wish}. O que tenho de mais perto:",
        "{wish} não tem atendimento de {service}. Livres perto disso:",
    ),
    "book_repeats": ("Por aqui eu marco um horário de cada vez; para repetir, quem combina os próximos é a equipe.",),
    "moved_once": ("Mudei só este horário: para os que se repetem, escreva “atendente” que a equipe combina com você.",),
    "booked_once": ("Marquei só este horário: para os que se repetem, escreva “atendente” que a equipe combina com você.",),
    "sure_cancel_all": ("Posso cancelar todos estes?\n{lines}", "Confirma o cancelamento destes?\n{lines}"),
    "sure_cancel_all_yes": ("Sim, cancelar todos",),
    "cancelled_several": ("Cancelados:\n{lines}\nSe quiser marcar de novo, é só escrever.", "Pronto, cancelei:\n{lines}"),
    "cancelled_none": (
        "Um deles não pode ser cancelado por aqui, então não cancelei nenhum. Quer que eu chame alguém da equipe?",
    ),
    "late_told": (
        "Avisei a equipe que você vai se atrasar: {what}, {when}{where}.",
        "Pronto, a equipe está avisada do seu atraso para {what}, {when}{where}.",
    ),
    "late_told_by": (
        "Avisei a equipe que você vai se atrasar uns {minutes} min: {what}, {when}{where}.",
        "Pronto, a equipe está avisada: uns {minutes} min de atraso para {what}, {when}{where}.",
    ),
    "late_known": (
        "A equipe já está avisada do seu atraso: {what}, {when}{where}.",
        "Isso já está com a equipe: você chega com atraso para {what}, {when}{where}.",
    ),
    "late_none": ("Não encontrei agendamento seu para hoje, então não avisei ninguém. Quer que eu chame alguém da equipe?",),
    "late_none_but": (
        "Não encontrei agendamento seu para hoje, então não avisei ninguém. O seu próximo é:{rest}\nQuer que eu chame alguém da equipe?",
    ),
}

EN: dict[str, tuple[str, ...]] = {
    "wait_button": ("Tell me if one opens",),
    "wait_leave": ("Leave the list",),
    "wait_take": ("I want it",),
    "wait_decline": ("No, thanks",),
    "wait_joined": (
        "Noted! You are on the waiting list for {service} ({wish}). If a time opens I'll tell you here, and it is kept for you for some "
        "minutes.",
        "Done, you are on the waiting list: {service}, {wish}. If one opens I'll tell you here.",
    ),
    "wait_offer": (
        "A time has opened! {what}: {when}{where}. It is kept for you until {until}. Do you want it?",
        "There is a time for you: {what}, {when}{where}. I keep it until {until}. Would you like it?",
        "A time opened just now: {what}, {when}{where}. It is kept until {until}. Shall I confirm it?",
    ),
    "wait_joined_instead": (
        "Noted! If a time for {service} opens before yours, {before} ({wish}), I'll tell you here. If you want it, yours moves there; "
        "until then all stays as it is.",
        "Done: {service}, {wish}. If a time before yours, {before}, opens, I'll tell you here and move yours if you like.",
    ),
    "wait_offer_instead": (
        "An earlier time has opened! {what}: {when}{where}, instead of yours, {before}. It is kept for you until {until}. "
        "Shall I move it?",
        "There is a time before yours, {before}: {what}, {when}{where}. I keep it until {until}. Shall I move yours there?",
        "A time earlier than yours, {before}, opened just now: {what}, {when}{where}. It is kept until {until}. Do I move yours?",
    ),
    "wait_not_earlier": (
        "I didn't put you on the waiting list: that isn't before the appointment you have. To change the day, write “reschedule”.",
    ),
    "wait_swap": ("Swap for this one",),
    "wait_both": ("Keep both",),
    "wait_instead": (
        "You already have {own}: {before}. Shall I move that to the time that opened, {when}{where}, or do you want both?",
        "One thing first: you already have {own}, {before}. Is {when}{where} instead of it, or would you like both?",
        "About the one you already have: {own}, {before}. Do I move it to {when}{where}, or do both stay?",
    ),
    "wait_passed": (
        "All right, I passed that time on to the next person. You stay on the list.",
        "Fine, that one goes to whoever is next. I'll tell you if another opens.",
    ),
    "wait_passed_over": ("All right.", "Fine, it stays as it is."),
    "wait_kept": ("No hurry! {what}, {when}: it is kept for you until {until}.",),
    "wait_not_kept": ("{what}, {when}: it is not kept any more. If it is still free when you decide, just answer “yes”.",),
    "wait_left": ("Done, you are off the waiting list.", "All right, I won't tell you of free times any more."),
    "wait_none": ("You are on no waiting list.", "I found you on no waiting list."),
    "wait_never": ("I didn't put you on the waiting list: nothing can open at that day or time. You can wait for another day.",),
    "book_no_weekday": ("That day of the week isn't in those dates.",),
    "wait_too_many": (
        "You already have {number} appointment(s) of that service, as many as one person may, so I didn't put you on the waiting list. "
        "To have another time instead, write “reschedule”.",
    ),
    "book_times_closed": (
        "{service}: we are not there {wish}. The nearest free times:",
        "We don't do {service} {wish}. The nearest I have:",
        "{wish} there is no {service}. Free around then:",
    ),
    "book_repeats": ("Here I book one time at once; the ones that repeat are arranged by our team.",),
    "moved_once": ("I moved only this one: for those that repeat write “agent” and our team arranges them with you.",),
    "booked_once": ("I booked only this one: for those that repeat write “agent” and our team arranges them with you.",),
    "sure_cancel_all": ("Shall I cancel all of these?\n{lines}", "Do you confirm cancelling these?\n{lines}"),
    "sure_cancel_all_yes": ("Yes, cancel all",),
    "cancelled_several": ("Cancelled:\n{lines}\nTo book again, just write.", "Done, I cancelled:\n{lines}"),
    "cancelled_none": ("One of them cannot be cancelled here, so I cancelled none. Shall I get someone from the team?",),
    "late_told": (
        "I told our team that you are running late: {what}, {when}{where}.",
        "Done, our team knows that you will be late for {what}, {when}{where}.",
    ),
    "late_told_by": (
        "I told our team that you will be about {minutes} min late: {what}, {when}{where}.",
        "Done, our team knows: about {minutes} min late for {what}, {when}{where}.",
    ),
    "late_known": (
        "Our team knows already that you will be late: {what}, {when}{where}.",
        "Our team has that already: you come late to {what}, {when}{where}.",
    ),
    "late_none": ("I found no appointment of yours today, so I told nobody. Shall I get someone from the team?",),
    "late_none_but": (
        "I found no appointment of yours today, so I told nobody. Your next one is:{rest}\nShall I get someone from the team?",
    ),
}
