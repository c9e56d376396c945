"""WhatsApp through Meta's Cloud API.

`door` believes and takes apart what Meta posts to us, `channel.MetaChannel` sends and fetches. Written from the public Graph
documentation (v25.0); the version and the base address come with each `inbox.ports.Account`, so the sandbox is only another
address.
"""

PROVIDER = "meta_whatsapp"
