"""What a failed message tells people: one stable code, a key of the catalogues, the vendor's code one click away."""

from typing import Any

# The vendor's codes that mean the same as a refusal of our own gate.
_OURS = {"131047": "window_closed"}

# Code classes of whatsapp-cloud section 7; `failure.<word>` is a key in the pt-BR and en catalogues (cause and next step).
_WORDS: dict[str, frozenset[str]] = {
    "window_closed": frozenset({"131047"}),
    "undeliverable": frozenset({"131026"}),
    "opted_out": frozenset({"131050"}),
    "not_now_for_person": frozenset({"131049", "130472"}),
    "country_restricted": frozenset({"130497"}),
    "token_expired": frozenset({"190", "0"}),
    "not_permitted": frozenset({"3", "10", "131005", "131045"}),
    "account_blocked": frozenset({"368", "131031"}),
    "spam_limit": frozenset({"131048"}),
    "payment_missing": frozenset({"131042"}),
    "too_fast": frozenset({"4", "80007", "130429", "131056", "131057", "133016"}),
    "vendor_unavailable": frozenset({"1", "2", "131000", "131016", "133004"}),
    "media_refused": frozenset({"131052", "131053"}),
    "test_list": frozenset({"131030"}),
    "to_self": frozenset({"131021"}),
    "phone_needed": frozenset({"131062"}),
    "name_not_approved": frozenset({"131037"}),
    "not_registered": frozenset({"133010"}),
    "template_missing": frozenset({"132001"}),
    "template_parameters": frozenset({"132000", "132005", "132008", "132012", "132018"}),
    "template_paused": frozenset({"132015", "132016", "132007", "132068", "132069", "131064"}),
    "content_refused": frozenset({"100", "131008", "131009", "131051", "131055", "131063", "135000"}),
}
_BY_CODE = {code: word for word, codes in _WORDS.items() for code in codes}


def word_of(code: str | None) -> str:
    """The word of the catalogues for a vendor's code or one of our own; `unknown` for a vendor's code nobody here knows."""
    if code is None:
        return "unknown"
    if code in _BY_CODE:
        return _BY_CODE[code]
    if code.isdigit():
        number = int(code)
        if 200 <= number <= 299:
            return "not_permitted"
        if 133000 <= number <= 133015:
            return "not_registered"
        return "unknown"
    if code.startswith("http_"):  # an answer without any code of the vendor's
        return "too_fast" if code == "http_429" else "unknown"
    return code


def failure(code: str | None, detail: str | None = None, blame: str | None = None, **more: Any) -> dict[str, Any]:
    """The value of a message's `error`: `code` (ours when we have one for it, else the vendor's), `word` for the sentence,
    `vendor_code` as it came, `detail` the vendor's words."""
    value: dict[str, Any] = {"code": _OURS.get(code or "", code or "unknown"), "word": word_of(code), "detail": detail}
    if code is not None and code.isdigit():
        value["vendor_code"] = code
    if blame is not None and blame != "none":
        value["blame"] = blame
    return value | more
