"""The audit log as people see it: which facts it covers, its questions, its screen and its export. An entry says who did what,
when and from where, never the value of a secret. Writing, chaining and verifying are `atende.core.audit`."""
