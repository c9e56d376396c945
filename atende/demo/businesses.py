"""The invented businesses as plain values: a clinic and a restaurant with two stores."""

from typing import Any

PASSWORD = "atende-demo-2026"  # noqa: S105 - printed at the first start, for invented people on a machine of one's own

AGENCY = "Vértice Atendimento"

WEEKDAYS = range(5)


def _days(days: Any, *periods: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"weekday": d, "opens": o, "closes": c} for d in days for o, c in periods]


CLINIC: dict[str, Any] = {
    "slug": "clinica-ipe",
    "name": "Clínica Ipê",
    "kind": "clinic",
    "owner": ("Dra. Helena Prado", "helena@clinicaipe.example"),
    "staff": [
        ("Camila Rocha", "camila@clinicaipe.example", "staff"),
        ("Rafael Nunes", "rafael@clinicaipe.example", "staff"),
    ],
    "invited": ["marina@clinicaipe.example"],
    "stores": [
        {
            "name": "Clínica Ipê",
            "phone": "+551130005500",
            "address": {
                "street": "Rua das Paineiras",
                "number": "482",
                "complement": "2º andar",
                "district": "Jardim Primavera",
                "city": "São Paulo",
                "state": "SP",
                "postal_code": "04077-012",
            },
            "latitude": -23.6012,
            "longitude": -46.6581,
            "hours": {
                "weekly": _days(WEEKDAYS, ("08:00", "12:00"), ("13:30", "18:30")) + _days([5], ("08:00", "12:00")),
                "exceptions": [
                    {"on": "2026-12-24", "periods": [{"opens": "08:00", "closes": "12:00"}], "note": "Véspera de Natal"},
                    {"on": "2026-12-31", "periods": [], "note": "Recesso"},
                ],
                "holidays": {"national": True, "state": "SP"},
            },
        }
    ],
    "profile": {
        "about": "Clínica de família com clínica médica, pediatria, dermatologia e fisioterapia, no Jardim Primavera.",
        "website": "https://clinicaipe.example",
        "instagram": "@clinicaipe.exemplo",
        "payment_methods": ["PIX", "cartão de débito", "cartão de crédito em até 3x", "dinheiro"],
        "plans": ["Unimed", "Bradesco Saúde", "SulAmérica", "Amil"],
        "extra": [
            {
                "question": "Preciso chegar com antecedência?",
                "answer": "Sim, chegue 15 minutos antes, com documento e carteirinha do plano.",
            },
            {
                "question": "Tem estacionamento?",
                "answer": "Temos convênio com o estacionamento ao lado, na Rua das Paineiras, 490: a primeira hora é gratuita.",
            },
            {
                "question": "Como pego resultado de exame?",
                "answer": "O resultado sai em até 5 dias úteis e pode ser retirado na recepção ou enviado por e-mail.",
            },
        ],
    },
    "services": [
        {"name": "Consulta clínica geral", "category": "Consultas", "price_cents": 22000, "duration_minutes": 30},
        {"name": "Consulta pediátrica", "category": "Consultas", "price_cents": 26000, "duration_minutes": 40},
        {"name": "Consulta dermatológica", "category": "Consultas", "price_cents": 29000, "duration_minutes": 30},
        {
            "name": "Retorno",
            "category": "Consultas",
            "price_cents": 0,
            "duration_minutes": 20,
            "description": "Sem custo em até 30 dias da consulta.",
        },
        {"name": "Sessão de fisioterapia", "category": "Fisioterapia", "price_cents": 14000, "duration_minutes": 50},
        {
            "name": "Limpeza de pele",
            "category": "Estética",
            "price_cents": 18000,
            "price_note": "a partir de",
            "duration_minutes": 60,
        },
        {"name": "Eletrocardiograma", "category": "Exames", "price_cents": 12000, "duration_minutes": 20},
    ],
    "professionals": [
        {
            "name": "Helena Prado",
            "title": "Dra.",
            "registration": "CRM-SP 900001",
            "specialty": "Clínica médica",
            "does": ["Consulta clínica geral", "Retorno", "Eletrocardiograma"],
        },
        {
            "name": "Otávio Mendes",
            "title": "Dr.",
            "registration": "CRM-SP 900002",
            "specialty": "Pediatria",
            "does": ["Consulta pediátrica", "Retorno"],
        },
        {
            "name": "Bianca Torres",
            "title": "Dra.",
            "registration": "CRM-SP 900003",
            "specialty": "Dermatologia",
            "does": ["Consulta dermatológica", "Limpeza de pele", "Retorno"],
        },
        {
            "name": "Marcelo Vieira",
            "title": None,
            "registration": "CREFITO 900004-F",
            "specialty": "Fisioterapia",
            "does": ["Sessão de fisioterapia"],
        },
    ],
    # Who has which hours (none: as the clinic is open), what is booked how (minutes), and rooms.
    "agenda": {
        "rooms": ["Sala de procedimentos"],
        # The town's own holiday; those of the country and the state are kept by the store.
        "closures": [
            {"first_on": "2026-01-25", "last_on": "2026-01-25", "every_year": True, "reason": "Aniversário de São Paulo"},
        ],
        "plans": {
            "Helena Prado": _days([0, 2, 4], ("08:00", "12:00"), ("13:30", "17:30")) + _days([5], ("08:00", "12:00")),
            "Otávio Mendes": _days([1, 3], ("08:00", "12:00"), ("13:30", "18:30")),
            "Bianca Torres": _days([0, 1, 2, 3], ("13:30", "18:30")),
        },
        "reminders": {
            "leads": [1440, 120],
            "quiet_since": "21:00",
            "quiet_until": "08:00",
            "template": {
                "name": "lembrete_consulta",
                "values": {
                    "body.1": "{{nome}}",
                    "body.2": "{{dia}}, {{data}}",
                    "body.3": "{{hora}}",
                    "button.0": "{{confirmar}}",
                    "button.1": "{{remarcar}}",
                },
            },
        },
        "services": {
            "Consulta clínica geral": {"duration": 30, "step": 30, "contact_limit": 2, "cancel_notice": 120},
            "Consulta pediátrica": {"duration": 40, "step": 20, "contact_limit": 3, "cancel_notice": 120},
            "Consulta dermatológica": {"duration": 30, "step": 30, "cancel_notice": 120},
            "Retorno": {"duration": 20, "step": 20, "needs_approval": True},
            "Sessão de fisioterapia": {"duration": 50, "after": 10, "step": 60, "contact_limit": 10},
            "Limpeza de pele": {"duration": 60, "before": 10, "after": 10, "step": 30, "room": "Sala de procedimentos"},
            "Eletrocardiograma": {"duration": 20, "step": 20, "room": "Sala de procedimentos"},
        },
    },
    "bot": {
        "is_on": True,
        "tone_name": "Ipê",
        "welcome": "{{saudacao}}, {{nome}}! 🌿 Aqui é a assistente da {{negocio}}. Como posso ajudar?",
        "menu": [
            {"id": "book", "title": "Marcar consulta", "action": "book"},
            {"id": "hours", "title": "Horários", "action": "hours"},
            {"id": "address", "title": "Como chegar", "action": "address"},
            {"id": "services", "title": "Consultas e preços", "action": "services"},
            {"id": "plans", "title": "Planos aceitos", "action": "plans"},
            {"id": "team", "title": "Profissionais", "action": "professionals"},
            {"id": "handoff", "title": "Falar com atendente", "action": "handoff"},
        ],
        "fallback_text": "",
        "handoff": {
            "during_hours_text": "",
            "after_hours_text": "",
            "return_after_minutes": 240,
            "unclaimed_alert_minutes": 10,
            "on_unknown_after": 2,
        },
        "language": "auto",
    },
    "connection": {
        "name": "WhatsApp da clínica",
        "phone": "+551130005500",
        "number_id": "110098765432101",
        "account_id": "104512345678901",
    },
}

RESTAURANT: dict[str, Any] = {
    "slug": "cantina-sabia",
    "name": "Cantina Sabiá",
    "kind": "restaurant",
    "owner": ("Paulo Sabiá", "paulo@cantinasabia.example"),
    "staff": [
        ("Júlia Antunes", "julia@cantinasabia.example", "staff"),
        ("Diego Moura", "diego@cantinasabia.example", "staff"),
    ],
    "stores": [
        {
            "name": "Vila Aurora",
            "phone": "+551130005600",
            "address": {
                "street": "Rua Cajuru",
                "number": "155",
                "complement": "",
                "district": "Vila Aurora",
                "city": "São Paulo",
                "state": "SP",
                "postal_code": "05432-020",
            },
            "latitude": -23.5519,
            "longitude": -46.6903,
            "hours": {
                "weekly": _days([1, 2, 3], ("11:30", "15:00"), ("18:30", "23:00"))
                + _days([4, 5], ("11:30", "15:30"), ("18:30", "01:00"))
                + _days([6], ("11:30", "16:30")),
                "exceptions": [{"on": "2026-12-25", "periods": [], "note": "Natal"}],
                "holidays": {"national": False, "state": None},
            },
        },
        {
            "name": "Parque Norte",
            "phone": "+551130005601",
            "address": {
                "street": "Avenida dos Ipês",
                "number": "2210",
                "complement": "Loja 3",
                "district": "Parque Norte",
                "city": "São Paulo",
                "state": "SP",
                "postal_code": "02233-040",
            },
            "latitude": -23.4801,
            "longitude": -46.6032,
            "hours": {
                "weekly": _days(range(7), ("11:30", "22:30")),
                "exceptions": [{"on": "2026-12-25", "periods": [], "note": "Natal"}],
                "holidays": {"national": False, "state": None},
            },
        },
    ],
    "profile": {
        "about": "Massas frescas e forno a lenha desde 1998, em duas casas.",
        "website": "https://cantinasabia.example",
        "instagram": "@cantinasabia.exemplo",
        "payment_methods": ["PIX", "cartão de débito", "cartão de crédito", "vale-refeição"],
        "plans": [],
        "extra": [
            {
                "question": "Fazem reserva de mesa?",
                "answer": "Reservamos mesas para grupos a partir de 6 pessoas; para grupos menores é por ordem de chegada.",
            },
            {
                "question": "Tem opção sem glúten?",
                "answer": "Sim: risotos e saladas. A cozinha trabalha com farinha, então não garantimos ausência de traços.",
            },
            {"question": "Aceitam animais?", "answer": "Sim, nas mesas externas das duas casas."},
        ],
    },
    "services": [
        {"name": "Lasanha da casa", "category": "Massas", "price_cents": 5890},
        {"name": "Nhoque ao sugo", "category": "Massas", "price_cents": 4790},
        {"name": "Espaguete à carbonara", "category": "Massas", "price_cents": 5290},
        {"name": "Pizza margherita", "category": "Pizzas", "price_cents": 6490, "at": ["Vila Aurora"]},
        {"name": "Pizza calabresa", "category": "Pizzas", "price_cents": 6690, "at": ["Vila Aurora"]},
        {"name": "Risoto de funghi", "category": "Pratos", "price_cents": 6390},
        {"name": "Executivo do dia", "category": "Almoço", "price_cents": 3990, "description": "Terça a sexta, no almoço."},
        {"name": "Tiramisù", "category": "Sobremesas", "price_cents": 2690},
        {"name": "Suco natural", "category": "Bebidas", "price_cents": 1290},
    ],
    "professionals": [],
    "bot": {
        "is_on": True,
        "tone_name": "Sabiá",
        "welcome": "{{saudacao}}, {{nome}}! Bem-vindo à {{negocio}} 🍝",
        "menu": [
            {"id": "services", "title": "Cardápio e preços", "action": "services"},
            {"id": "hours", "title": "Horários", "action": "hours"},
            {"id": "address", "title": "Endereço", "action": "address"},
            {"id": "stores", "title": "Trocar de loja", "action": "stores"},
            {"id": "handoff", "title": "Falar com atendente", "action": "handoff"},
        ],
        "fallback_text": "",
        "handoff": {
            "during_hours_text": "",
            "after_hours_text": "",
            "return_after_minutes": 120,
            "unclaimed_alert_minutes": 5,
            "on_unknown_after": 2,
        },
        "language": "auto",
    },
    "connection": {
        "name": "WhatsApp da cantina",
        "phone": "+551130005600",
        "number_id": "110012345678909",
        "account_id": "104598765432109",
    },
}

# Virtual customers that stand ready on the simulator's screen, per business.
PHONES: dict[str, list[dict[str, Any]]] = {
    "clinica-ipe": [
        {"id": "demo-marina", "name": "Marina Souza", "phone": "5511987650001"},
        {"id": "demo-tiago", "name": "Tiago Prado", "phone": "5511987650002"},
        {"id": "demo-lia", "name": "Lia Campos", "phone": None, "username": "@liacampos"},
    ],
    "cantina-sabia": [
        {"id": "demo-bruno", "name": "Bruno Salles", "phone": "5511987650003"},
        {"id": "demo-nina", "name": "Nina Ferraz", "phone": "5511987650004"},
    ],
}
