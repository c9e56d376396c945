"""The public page, purely: its words where the business wrote none (`words`), its addresses (`paths`), what keeps programs that book
in bulk away (`work`), and the head of its HTML (`head`)."""
