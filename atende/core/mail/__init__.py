"""Mail: an outbox that lies in the database, written in the transaction that has a reason to write to somebody, and a post that
takes letters away, a worker at a time. A mail in the outbox holds no text and no secret, only what it is about; its letter is
written when it leaves, by whoever registered for its kind, so that a link's token exists nowhere before.

It knows no room. Without an SMTP server (`ATENDE_SMTP_HOST`) letters become files in `ATENDE_HOME/mail`.
"""
