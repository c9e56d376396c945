"""The letters of accounts, in Portuguese and English, as plain text and plain HTML. Plain values only."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Words:
    """A letter: its subject, paragraphs, and a link with the words on it."""

    subject: str
    paragraphs: tuple[str, ...]
    link: str | None = None
    link_words: str = ""

    @property
    def text(self) -> str:
        """For readers without HTML."""
        first, *rest = self.paragraphs
        return "\n\n".join([first, *([self.link] if self.link else []), *rest, "Atende"]) + "\n"

    @property
    def html(self) -> str:
        """The same; every name in it is escaped."""
        first, *rest = (f"<p>{escape(one)}</p>" for one in self.paragraphs)
        button = (
            f'<p><a href="{escape(self.link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#0f6b72;'
            f'color:#ffffff;text-decoration:none;font-weight:bold">{escape(self.link_words)}</a></p>'
            f'<p style="font-size:12px;color:#555555;word-break:break-all">{escape(self.link)}</p>'
            if self.link
            else ""
        )
        return (
            '<!doctype html><html><body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#1d2221">'
            f"{first}{button}{''.join(rest)}<p>Atende</p></body></html>\n"
        )


def reset(locale: str, name: str, link: str, minutes: int) -> Words:
    """To whoever asked for a new password."""
    if locale == "en":
        return Words(
            "Choose a new password",
            (
                f"Hello, {name}. Somebody, probably you, asked for a new password for your Atende account. Choose it here:",
                f"The link works once and for {minutes} minutes.",
                "If it was not you, ignore this mail: your password stays as it is.",
            ),
            link,
            "Choose a new password",
        )
    return Words(
        "Escolha uma nova senha",
        (
            f"Olá, {name}. Alguém, provavelmente você, pediu uma nova senha para a sua conta no Atende. Escolha aqui:",
            f"O link vale uma vez só, por {minutes} minutos.",
            "Se não foi você, ignore este e-mail: sua senha continua a mesma.",
        ),
        link,
        "Escolher nova senha",
    )


def invitation(locale: str, business: str, by: str | None, link: str, days: int) -> Words:
    """To whoever is asked to join a business."""
    if locale == "en":
        who = f"{by} invites you" if by else "You are invited"
        return Words(
            f"Invitation to {business}",
            (
                f"{who} to work with {business} on Atende, its front desk on WhatsApp. Accept here:",
                f"The link works for {days} days.",
                "If you do not know what this is about, ignore this mail: nothing happens.",
            ),
            link,
            "Accept the invitation",
        )
    who = f"{by} convida você" if by else "Você foi convidado(a)"
    return Words(
        f"Convite para {business}",
        (
            f"{who} para trabalhar com {business} no Atende, a recepção da empresa no WhatsApp. Aceite aqui:",
            f"O link vale por {days} dias.",
            "Se você não sabe do que se trata, ignore este e-mail: nada acontece.",
        ),
        link,
        "Aceitar o convite",
    )


def email_change(locale: str, name: str, link: str, minutes: int) -> Words:
    """To the address that a person wants to sign in with from now on."""
    if locale == "en":
        return Words(
            "Confirm your new e-mail",
            (
                f"Hello, {name}. Confirm that you want to sign in to Atende with this e-mail:",
                f"The link works once, for {minutes} minutes, and only while you are signed in to your account. Until then your "
                "former e-mail holds.",
                "If it was not you, ignore this mail.",
            ),
            link,
            "Confirm this e-mail",
        )
    return Words(
        "Confirme o seu novo e-mail",
        (
            f"Olá, {name}. Confirme que você quer entrar no Atende com este e-mail:",
            f"O link vale uma vez só, por {minutes} minutos, e só com você dentro da sua conta. Até lá, vale o e-mail anterior.",
            "Se não foi você, ignore este e-mail.",
        ),
        link,
        "Confirmar este e-mail",
    )


# To the address that a person signs in with, or did: subject, what happened, and the words on the link; asked for, then come true.
_UNDO = (
    (
        (
            "Pediram para trocar o seu e-mail",
            "Alguém, de dentro da conta e com a sua senha, pediu para trocar o e-mail da sua conta no Atende. Nada mudou ainda.",
            "Impedir a troca",
        ),
        (
            "Seu e-mail mudou",
            "A sua conta no Atende usa outro e-mail a partir de agora; este não vale mais para entrar.",
            "Desfazer a troca",
        ),
    ),
    (
        (
            "Somebody asked to change your e-mail",
            "Somebody, signed in and with your password, asked to change the e-mail of your Atende account. Nothing changed yet.",
            "Stop the change",
        ),
        (
            "Your e-mail changed",
            "Your Atende account uses another e-mail from now on; this one no longer signs in.",
            "Undo the change",
        ),
    ),
)


def email_undo(locale: str, name: str, link: str, days: int, *, is_done: bool) -> Words:
    """To the address that a person signs in with, or did: another one was asked for, or has taken its place. Which one is not
    told: whoever reads this mailbox may be whom the person is leaving."""
    is_english = locale == "en"
    subject, said, way = _UNDO[is_english][is_done]
    paragraphs = (
        (
            f"Hello, {name}. {said} If it was not you, {way.lower()} here:",
            f"The link works for {days} days. It also signs every device out, and has you choose a new password.",
            "If it was you, there is nothing to do.",
        )
        if is_english
        else (
            f"Olá, {name}. {said} Se não foi você, dá para {way.lower()} aqui:",
            f"O link vale por {days} dias. Ele também tira todos os aparelhos da conta e pede uma senha nova.",
            "Se foi você, não precisa fazer nada.",
        )
    )
    return Words(subject, paragraphs, link, way)


_NOTICES = {
    "email_asked": tuple(said[False][:2] for said in _UNDO),
    "email_changed": tuple(said[True][:2] for said in _UNDO),
    "password_changed": (
        ("Sua senha mudou", "A senha da sua conta no Atende acabou de mudar, e os outros aparelhos saíram da conta."),
        ("Your password changed", "The password of your Atende account has just changed, and other devices were signed out."),
    ),
    "email_undone": (
        (
            "A troca de e-mail foi desfeita",
            "Quem lê o e-mail anterior desfez a troca: a sua conta no Atende voltou a usar aquele e-mail, e todos os aparelhos saíram.",
        ),
        (
            "The change of e-mail was undone",
            "Whoever reads the former e-mail undid the change: your Atende account uses that e-mail again, and every device was "
            "signed out.",
        ),
    ),
    "email_closed": (
        (
            "Sua conta está fechada",
            "Quem lê o e-mail anterior desfez a troca, mas aquele e-mail já é de outra conta: ninguém entra na sua conta no Atende até "
            "que quem administra o Atende lhe dê outro e-mail.",
        ),
        (
            "Your account is closed",
            "Whoever reads the former e-mail undid the change, but that e-mail is another account's by now: nobody gets into your "
            "Atende account before whoever runs Atende gives it another e-mail.",
        ),
    ),
    "second_factor_on": (
        ("Verificação em duas etapas ligada", "A sua conta no Atende agora pede um segundo passo para entrar."),
        ("Two-step verification is on", "Your Atende account now asks for a second step when signing in."),
    ),
    "second_factor_off": (
        ("Verificação em duas etapas desligada", "A sua conta no Atende não pede mais um segundo passo para entrar."),
        ("Two-step verification is off", "Your Atende account no longer asks for a second step when signing in."),
    ),
    "passkey_added": (
        ("Nova chave de acesso", "Uma chave de acesso (passkey) foi incluída na sua conta no Atende."),
        ("New passkey", "A passkey was added to your Atende account."),
    ),
    "passkey_removed": (
        ("Chave de acesso excluída", "Uma chave de acesso (passkey) da sua conta no Atende não vale mais."),
        ("Passkey removed", "A passkey of your Atende account no longer works."),
    ),
    "identity_linked": (
        (
            "Nova forma de entrar",
            "A sua conta no Atende foi ligada a uma conta em outro serviço, que agora também serve para entrar.",
        ),
        ("New way to sign in", "Your Atende account was linked to an account at another service, which now opens it too."),
    ),
}
NOTICES = tuple(_NOTICES)
_TO_A_FORMER_EMAIL = ("email_changed", "email_undone", "email_closed")  # to which no link for a new password is sent


def notice(locale: str, what: str, name: str) -> Words:
    """To a person whose way of signing in changed; `what` is one of `NOTICES`."""
    is_english = locale == "en"
    subject, sentence = _NOTICES[what][is_english]
    hello = f"Hello, {name}. {sentence}" if is_english else f"Olá, {name}. {sentence}"
    is_too_late = what in _TO_A_FORMER_EMAIL
    if is_english:
        step = "" if is_too_late else "choose a new password at once and "
        warning = f"If it was not you, {step}tell whoever runs your Atende."
    else:
        step = "" if is_too_late else "escolha uma nova senha agora mesmo e "
        warning = f"Se não foi você, {step}avise quem administra o seu Atende."
    return Words(subject, (hello, warning))
