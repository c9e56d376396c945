"""The demo businesses' message templates, as the vendor would list them once approved."""

from typing import Any


def _template(name: str, category: str, body: str, example: list[str], **more: Any) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"type": "BODY", "text": body, "example": {"body_text": [example]}}]
    if header := more.get("header"):
        parts.insert(0, {"type": "HEADER", "format": "TEXT", "text": header})
    if footer := more.get("footer"):
        parts.append({"type": "FOOTER", "text": footer})
    if buttons := more.get("buttons"):
        parts.append({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": one} for one in buttons]})
    return {"name": name, "language": "pt_BR", "category": category, "parameter_format": "POSITIONAL", "components": parts}


TEMPLATES: dict[str, list[dict[str, Any]]] = {
    "clinic": [
        _template(
            "lembrete_consulta",
            "UTILITY",
            "Olá, {{1}}! Lembramos da sua consulta na Clínica Ipê: {{2}}, às {{3}}. Podemos confirmar?",
            ["Marina", "quinta-feira, 12/11", "14h30"],
            header="Lembrete de consulta",
            footer="Clínica Ipê",
            buttons=["Confirmo", "Quero remarcar"],
        ),
        _template(
            "retorno_consulta",
            "UTILITY",
            "Oi, {{1}}! O seu retorno com {{2}} é sem custo até {{3}}. Quer agendar? É só responder esta mensagem.",
            ["Marina", "Dra. Helena Prado", "30/11"],
        ),
        _template(
            "resultado_disponivel",
            "UTILITY",
            "Olá, {{1}}! O resultado do seu exame já está disponível na recepção da Clínica Ipê.",
            ["Marina"],
        ),
    ],
    "restaurant": [
        _template(
            "pedido_pronto",
            "UTILITY",
            "Oi, {{1}}! O seu pedido está pronto para retirada na unidade {{2}} da Cantina Sabiá. 🍝",
            ["Bruno", "Vila Aurora"],
        ),
        _template(
            "reserva_confirmada",
            "UTILITY",
            "Olá, {{1}}! A mesa para {{2}} pessoas está reservada: {{3}}. Até breve!",
            ["Bruno", "8", "sábado, às 20h"],
            buttons=["Combinado", "Preciso mudar"],
        ),
    ],
}
