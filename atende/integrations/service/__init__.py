"""The verbs of integrations: secrets, connections, receiving and opening."""
