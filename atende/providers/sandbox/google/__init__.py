"""Google's twin: consent pages and tokens (OAuth 2.0 with PKCE), calendars with sync tokens, pages, etags and push channels, under
`/google/`. People's side of it (they move, delete and add events; consents are taken back) is under `/_twin/google/`."""
