"""What people write when they mean something, in pt-BR and English. Patterns are explained in words.py; order is no matter.

Short words alone ("atendente", "pix", "sábado?") count only in short messages: in long ones they mean something else.
"""

import enum


class Intent(enum.StrEnum):
    """What a person can want, as far as the bot tells apart."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    HANDOFF = "handoff"
    COMPLAINT = "complaint"
    URGENT = "urgent"
    CHANGE_STORE = "change_store"
    BOOKING = "booking"
    ORDER = "order"
    STORES = "stores"
    MENU = "menu"
    HOURS = "hours"
    ADDRESS = "address"
    CONTACT = "contact"
    SERVICES = "services"
    PROFESSIONALS = "professionals"
    PLANS = "plans"
    PAYMENT = "payment"
    IDENTITY = "identity"
    GREETING = "greeting"
    THANKS = "thanks"
    BYE = "bye"
    YES = "yes"
    NO = "no"
    ACK = "ack"


_WANT = (
    "quero|queria|gostaria|preciso|posso|pode|podem|poderia|consigo|consegue|tem|da|favor|prefiro|desejo|necessito|como|deixa|vou"
)
_SPEAK = "falar|fala|conversar|conversa|contato|converso|falo|falando|conversando"
_PERSON = (
    "atendente|atendentes|humano|humana|pessoa|alguem|gerente|responsavel|recepcao|recepcionista|secretaria|secretario|"
    "funcionario|funcionaria|dono|dona|proprietario|vendedor|vendedora|suporte|sac|equipe|moca|moco|menina|especialista|"
    "doutor|doutora|medico|medica|dentista|operador|operadora|voces|gente|consultor|consultora|supervisor|garcom|chefe|"
    "administracao|financeiro|comercial|balcao|central|ser"
)
_EN_PERSON = (
    "human|person|agent|someone|somebody|representative|rep|attendant|manager|receptionist|staff|operator|owner|people|"
    "assistant|supervisor|doctor|team|support"
)

TABLE: dict[Intent, tuple[str, ...]] = {
    Intent.EMERGENCY: (
        "dor|dores peito", "peito doendo|apertado|aperto", "infart*", "infarto", "falta ar", "nao consigo|consegue respirar",
        "nao esta respirando", "parou respirar", "desmaiou|desmaiada|desmaiado|inconsciente", "sangrando muito",
        "muito sangue", "hemorragia", "convuls*", "avc", "derrame", "overdose", "engasg*", "envenen*", "acidente grave",
        "choque anafilatico", "reacao alergica", "emergencia medica", "chamar|chama|chame ambulancia|samu",
        "rosto|boca torto|torta", "chest pain|hurts|pain", "heart attack", "can t|cannot|cant breathe", "stroke",
        "unconscious", "passed out", "seizure", "bleeding heavily|lot|badly", "choking", "ambulance",
    ),
    Intent.CRISIS: (
        "me matar", "suicid*", "tirar minha vida", "quero|queria|vou morrer", "acabar com minha vida", "nao quero viver",
        "nao aguento viver", "kill myself", "suicide", "suicidal", "end my life", "want die",
    ),
    Intent.HANDOFF: (
        f"{_WANT} {_SPEAK} {_PERSON}", f"{_SPEAK} com {_PERSON}", f"[5] {_SPEAK} {_PERSON}",
        "[4] atendente|atendentes|humano|humana|gerente|recepcao|recepcionista|secretaria|suporte|sac",
        "[1] atendimento|pessoa|alguem|responsavel|dono|moca", "[3] uma|com|algum pessoa|alguem|responsavel|dono",
        "quero|queria|preciso|aguardo|solicito atendimento", "atendimento humano|humanizado|pessoal|presencial",
        "atendente humano|real|vivo", "pessoa real|verdade|viva|humana|fisica atender|falar", "ser humano",
        "alguem verdade|real|humano",
        "chama|chamar|chame|chamem|passa|passar|passe|transfere|transferir|transfira|encaminha|encaminhar|direciona|"
        f"manda|coloca|bota {_PERSON}", f"me transfere|transfira|passa|encaminha|direciona|conecta {_PERSON}",
        "[4] me transfere|transfira|atende|atendam|atenda|ajuda",
        "quero|queria|preciso|prefiro|gostaria|desejo|exijo atendente|humano|humana|gerente|suporte|recepcao|"
        "recepcionista|pessoa|secretaria", "quero|queria|preciso|gostaria ser atendid*",
        "me atende|atendam alguem|pessoa|humano", "nao tem|ha ninguem|alguem|atendente|pessoa",
        "tem|ha alguem ai|aqui|vivo|online|disponivel|atendendo|me|para|pode",
        "alguem pode|poderia|consegue me atender|ajudar|responder|ligar|ver", "alguem me atende|ajuda|responde|liga",
        "alguem ai|atende|vivo", "me liga|ligue|liguem|ligam|telefona|retorna|retornem",
        "pode|podem|poderia|poderiam me ligar|telefonar|retornar", "liga para mim", "ligar para mim|me|conversar",
        "quero|queria|prefiro|preciso falar|ligar telefone", "nao quero|gosto falar|conversar robo|bot|maquina|computador|ia",
        "[4] robo nao|burro|inutil|chato", "nao quero|gosto robo|bot|maquina", "sair|sai|tira robo|bot|automatico",
        "[5] falar|falo com voces|voce", "isso nao ajuda|ajudou|resolve|resolveu|responde",
        "voce|voces|bot|robo nao entende|entendeu|ajuda|resolve", "nao entendeu nada|minha|pergunta",
        "[3] preciso|quero ajuda", "[4] ajuda|socorro", "preciso|quero|queria de ajuda pessoa|humana|atendente",
        "falar pessoalmente|direto|diretamente", "[2] falar|conversar",
        "[4] quero|queria|preciso|gostaria|posso falar|conversar", "outro assunto|assuntos", "[3] outra coisa",
        "outras duvidas|opcoes", f"talk|speak|chat|connect|transfer|talking|speaking {_EN_PERSON}",
        f"want|need|get|prefer|like|give|put {_EN_PERSON}",
        "[3] human|agent|person|representative|operator|attendant|manager|support|receptionist|staff",
        "real|actual|live person|human|agent|someone", "call me", "give me call",
        "anyone|anybody|someone there|here|help|available", "[4] help", "customer service|support|care",
        "not helpful|helping|useful|answering", "you don t|dont understand", "stop bot|robot",
        "don t|dont want bot|robot|machine", "hate bot|bots|robot|robots",
    ),
    Intent.COMPLAINT: (
        "reclama*", "procon", "processar|processo voces|justica", "absurdo", "pessimo|pessima|horrivel|lixo",
        "vergonha|palhacada|descaso|ridiculo", "falta respeito", "insatisfeit*", "decepciona*", "mal atendid*",
        "quero meu dinheiro", "dinheiro de volta", "reembolso|estorno", "enganad*|golpe",
        "cobrad* errado|indevid*|vezes|duas", "cobranca indevida|errada|duplicada",
        "veio|chegou|vieram errado|errada|faltando|frio|estragado|atrasado", "nunca mais volto|compro|piso", "complaint",
        "complain", "terrible|awful|horrible|worst|unacceptable|disgusting", "refund", "money back", "ripped off|scam",
        "very|so angry|upset|disappointed",
    ),
    Intent.URGENT: (
        "urgente", "urgencia", "urgentissimo", "e para ontem", "estou com muita dor", "muita|forte|bastante dor",
        "dor muito forte|insuportavel|intensa", "dor forte|insuportavel|aguda", "nao aguento mais|dor",
        "pedido atrasado|nao chegou|chegou", "cade meu pedido|pedido|entrega", "emergencia", "socorro", "urgent", "urgently",
        "asap", "emergency", "severe|lot|much|terrible pain", "where my order",
    ),
    Intent.CHANGE_STORE: (
        "troca|trocar|troque|mudar|muda|alterar|altera|escolher|selecionar outra|de|a|loja|unidade|filial|restaurante|"
        "clinica loja|unidade|filial|clinica|restaurante|lugar",
        "trocar|mudar|alterar|escolher|troca|muda loja|unidade|filial", "[5] outra loja|unidade|filial|clinica",
        "quero|era|queria outra|na outra loja|unidade|filial", "loja|unidade errada",
        "change|switch|choose|different|other|another store|location|branch|unit|clinic|shop|place",
    ),
    Intent.BOOKING: (
        "marcar|agendar|marca|agenda|agende|marque consulta|horario|exame|avaliacao|retorno|sessao|limpeza|"
        "procedimento|para|com|uma|um|hoje|amanha", "[4] marcar|agendar|agendamento|agenda|reserva|reservar",
        "quero|queria|gostaria|preciso|posso|como|consigo|pode|da marcar|agendar|agendo|marco|reservar|remarcar|"
        "desmarcar|reagendar", "remarcar|desmarcar|reagendar|reagendamento|remarco|desmarco",
        "cancelar|cancela|confirmar|confirmo|adiar|antecipar consulta|horario|agendamento|reserva|exame|sessao|"
        "presenca|mesa", "reservar|reserva|reserve mesa|lugar|lugares|para", "mesa para",
        "tem|teria|ha|algum|quais horario disponivel|disponiveis|livre|livres|vago|vaga|vagos",
        "horario disponivel|disponiveis|livre|livres|vago|vagos", "tem|teria|ha vaga|vagas|encaixe|agenda",
        "vaga para|amanha|hoje", "[5] encaixe", "proximo horario|vaga disponivel|livre|vago",
        "tem horario para|com|hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado",
        "nao vou|consigo|posso poder|conseguir|comparecer|ir consulta|hoje|amanha|mais", "resultado|resultados exame|exames",
        "lista|fila de espera", "[5] lista espera",
        "avisa|avise|avisar|avisem se|quando|caso abrir|vagar|liberar|surgir|desistir|tiver|houver",
        "waiting|wait list", "waitlist", "tell|notify|let me if|when|know opens|frees|cancels",
        "meu|meus exame|exames pronto|prontos|ficou|ficaram", "minha|meu consulta|horario|agendamento|exame|reserva",
        "book|schedule|make|reschedule|cancel|arrange appointment|appointments|visit|consultation|table|reservation",
        "[4] appointment|book|schedule|reservation", "available|free slot|slots|times|appointment|appointments", "table for",
        "my appointment|booking|reservation", "reschedule", "test|exam|lab results|result",
    ),
    Intent.ORDER: (
        "fazer|faz|quero|queria|gostaria|posso|como um|fazer|meu pedido|pedir", "[3] pedido|pedir|delivery|entrega",
        "quero|queria|vou|gostaria pedir|encomendar|encomenda",
        "voces|faz|fazem|tem|fazendo|qual|quanto entrega|delivery|entregam|entregar|taxa",
        "entregam|entrega em|no|na|aqui|para", "taxa de entrega|frete", "valor|preco|tempo entrega|frete", "meu pedido",
        "place|make order", "want|like|can order", "do|you deliver|delivery", "delivery fee|time|area", "[3] order|delivery",
    ),
    Intent.STORES: (
        "quais|que|quantas|tem|lista|ver outras|outra|as|sao|lojas|unidades|filiais lojas|unidades|filiais|unidade|"
        "loja|filial", "[3] lojas|unidades|filiais", "onde tem|ficam lojas|unidades|filiais|loja",
        "quais|quantas lojas|unidades|filiais", "nossas|suas lojas|unidades",
        "which|what|other|all|your|list|many stores|locations|branches|units", "[3] stores|locations|branches",
    ),
    Intent.MENU: (
        "[3] menu|inicio|voltar|volta|opcoes|comecar|recomecar|iniciar|principal|reiniciar", "menu principal|inicial|opcoes",
        "voltar|volta|ir|ver|mostrar|mostra|mostre inicio|menu|comeco|opcoes|principal", "quais|que sao|opcoes opcoes|posso",
        "o que voce|voces faz|fazem|pode|sabe", "comecar de novo", "[3] main|start|back|options|restart|begin",
        "[4] go|start over|back|again", "see|show|main|get|send menu|options", "what can you|i do|ask",
    ),
    Intent.HOURS: (
        "horario de funcionamento|atendimento|abertura|expediente|trabalho", "horario funcionamento|atendimento",
        "que|qual|quais|quando|ate|partir|o horario abre|abrem|fecha|fecham|funciona|funcionam|atende|atendem|aberto|"
        "encerra|comeca|comecam", "[3] horario|funcionamento|expediente", "o|e|os|seu horario",
        "qual|quais|saber|sobre|passa|diz|ver|informar|me horario",
        "abre|abrem|abrir|abrira|abrirao|abriu hoje|amanha|agora|segunda|terca|quarta|quinta|sexta|sabado|domingo|"
        "feriado|fim|final|natal|carnaval|cinzas|ano|noite|cedo|almoco|dia|todo|todos|depois|ainda",
        "fecha|fecham|fechado|fechada|fechados|fechar hoje|amanha|agora|segunda|terca|quarta|quinta|sexta|sabado|"
        "domingo|feriado|fim|final|natal|carnaval|cinzas|almoco|horario|cedo|dia",
        "funciona|funcionam|atende|atendem|aberto|aberta|abertos|trabalha|trabalham|funcionando hoje|amanha|agora|"
        "segunda|terca|quarta|quinta|sexta|sabado|domingo|feriado|fim|final|natal|carnaval|cinzas|noite|ate|24h|dia|almoco|ainda|"
        "depois|todos",
        "hoje|amanha|agora|segunda|terca|quarta|quinta|sexta|sabado|domingo|feriado|ainda|natal voces|esta|estao|tem|"
        "vai|vao|abre|abrem abre|abrem|abrir|funciona|funcionam|funcionar|atende|atendem|atender|aberto|abertos|fecha|"
        "fecham|atendimento|expediente",
        "hoje|amanha|domingo|sabado|feriado|segunda|terca|quarta|quinta|sexta|ainda|agora abre|abrem|funciona|"
        "funcionam|atende|atendem|fecha|fecham|aberto|abertos|fechado",
        "[4] esta|estao|ta|ainda|ja aberto|abertos|aberta|abertas|fechado|fechados|funcionando|atendendo|abriu|abriram|"
        "fechou|fecharam|abre|abrem", "[2] aberto|abertos|aberta|abre|abrem|fecha|fecham|abriu",
        "[3] voces|loja|clinica|restaurante abre|abrem|abriram|aberto|abertos|fecham|funcionam",
        "[2] hoje|amanha|sabado|domingo|feriado|agora|segunda|terca|quarta|quinta|sexta",
        "[4] e hoje|amanha|sabado|domingo|feriado|segunda|terca|quarta|quinta|sexta|de|no|na",
        "[5] tem expediente|atendimento hoje|amanha|sabado|domingo|feriado|segunda|terca|quarta|quinta|sexta",
        "posso ir hoje|agora|amanha|sabado", "[4] ate que horario", "que|qual horario voces|e|que|a", "[4] que|qual horario",
        "opening|business|working|office|operating hours|times|hour|time", "[3] hours|hour|opening|schedule",
        "what|which|your time|hours open|close|opens|closes|you|opening|closing", "what are your hours|times",
        "are|is|you|still|we it|you|open|the|clinic|restaurant|store|still open|opened|closed",
        "[4] open|opened|close|closing|closed now|today|tomorrow|on|late|sunday|saturday|monday|holiday",
        "open|opened|closed|closing|work|working now|today|tomorrow|sunday|saturday|monday|tuesday|wednesday|thursday|"
        "friday|holiday|weekend|weekends|christmas|until|late",
        "[2] open|opened|closed|today|tomorrow|sunday|saturday|monday|friday|now", "[3] you|still|we open|opened|closed",
        "when|how|until do|late|are|you|when open|close|closing|opening|opened", "when open|close|closing|opening",
    ),
    Intent.ADDRESS: (
        "[4] endereco|localizacao|local|mapa|localiza|rota|gps",
        "qual|manda|mande|envia|envie|passa|passe|me|saber|seu|nosso|o|o endereco|localizacao|local",
        "onde voces|fica|ficam|esta|estao|e|situad*|localizad*|clinica|loja|restaurante|consultorio",
        "[5] onde fica|ficam|esta|estao|sao", "fica|ficam onde|aonde", "aonde fica|ficam|e|voces|esta|estao",
        "[3] aonde|onde", "como chego|chegar|faco|vou", "como fazer|faco chegar", "ponto referencia",
        "perto de|do|da onde|que|metro", "fica|ficam|e perto|proximo|longe", "qual|em bairro|rua|cidade|avenida|cep",
        "location|address|directions|map",
        "where are|is|you|located|the|can|exactly you|it|located|clinic|restaurant|store|office|find|located",
        "[4] where are|located|is", "how get|reach there|you|here", "how do get there|to|clinic|restaurant",
    ),
    Intent.CONTACT: (
        "qual|numero|outro|me|tem|passa|o|seu telefone|fone|whatsapp|contato",
        "[3] telefone|contato|site|instagram|insta|email", "tem|qual|passa|o|me|seu site|instagram|insta|email|rede|redes",
        "numero de|do telefone|contato|whatsapp", "phone number", "[3] phone|website|instagram|email|contact",
        "your|have phone|website|instagram|email|number",
    ),
    Intent.SERVICES: (
        "quanto custa|custam|e|sai|fica|cobra|cobram|esta|ta|seria|voces|custaria|o|a|sao|vale|pago|pagar", "[3] quanto",
        "qual|quais|saber|me|passa|ver|o|os|tabela|sobre|lista|diz|quero|queria valor|valores|preco|precos",
        "[5] valor|valores|preco|precos|precinho", "valor|valores|preco|precos da|do|de|das|dos|para",
        "tabela precos|valores",
        "quais|que|lista|tem|sobre|ver|conhecer|saber|os|seus servico|servicos|procedimento|procedimentos|tratamentos|"
        "tratamento|exames|especialidades", "[3] servico|servicos|procedimentos|tratamentos|cardapio|pratos|exames|produtos",
        "que|voces fazem|oferecem|faz|oferece", "o que tem|fazem|oferecem|servem", "cardapio",
        "ver|quero|manda|mandar|tem|qual|envia|mostra cardapio", "prato|pratos dia|tem|executivo", "how much",
        "[4] price|prices|pricing|cost|costs|fee|fees", "what|your|list|the|see prices|price|cost|services|treatments|dishes",
        "cost|price of|for|is", "[3] services|treatments|dishes",
        "what|which do|services|treatments you offer|have|do|provide|serve", "food menu",
    ),
    Intent.PROFESSIONALS: (
        "quem atende|sao|e|trabalha|faz|vai|e",
        "quais|qual|quem|que|os|lista|saber|conhecer sao|medicos|medico|doutores|profissionais|dentistas|doutor|"
        "doutora|profissional|dentista|especialistas|psicologo|fisioterapeuta|equipe medicos|medico|doutores|"
        "profissionais|dentistas|doutor|doutora|profissional|dentista|especialistas",
        "quais|quem|que|lista medicos|medico|doutores|profissionais|dentistas|especialistas",
        "[3] profissionais|medicos|medico|medica|doutores|dentistas|equipe|especialistas", "corpo clinico",
        "who are|is|works|the|sees doctors|doctor|dentists|dentist|professionals|staff|specialists",
        "which|what|your|list doctors|dentists|professionals|specialists",
        "[3] doctors|dentists|professionals|specialists|therapists", "crm|cro do|da|de",
        "[6] dermato*|cardio*|ortoped*|pediatr*|ginecolog*|psicolog*|psiquiatr*|nutricion*|fisioterap*|oftalmo*|"
        "neurolog*|urolog*|endocrin*|ortodont*|endodont*|implant*|odontopediatr*|clinico|otorrino*|dermatologist|"
        "cardiologist|pediatrician",
        "tem|voces|ha|algum|atende|have|any dermatologista|cardiologista|ortopedista|pediatra|ginecologista|psicologo|"
        "psicologa|psiquiatra|nutricionista|fisioterapeuta|oftalmologista|neurologista|urologista|endocrinologista|"
        "ortodontista|endodontista|dentista|implantodontista|doctor|dentist",
    ),
    Intent.PLANS: (
        "aceita|aceitam|atende|atendem|trabalha|trabalham|tem|cobre|cobrem|credenciad*|quais|que|qual|pelo|usa|usar "
        "convenio|convenios|plano|planos|seguro", "[5] convenio|convenios|plano|planos", "plano de saude",
        "convenio medico|odontologico", "pelo plano|convenio", "meu plano|convenio",
        "atende|atendem|consulta so|somente|apenas|e particular", "[3] particular", "pelo sus", "[4] sus",
        "health insurance|plan|plans", "insurance", "[3] insurances|plans",
        "accept|accepts|take insurance|insurances|plan|plans",
    ),
    Intent.PAYMENT: (
        "forma|formas|meio|meios|opcoes|metodo|metodos pagamento|pagar|pgto",
        "aceita|aceitam|paga|pagar|pago|recebem|recebe|pode|passa|passam|tem|da|posso|no|com cartao|cartoes|pix|"
        "dinheiro|credito|debito|boleto|vale|vr|ticket|sodexo|alelo|parcelado|parcelamento|parcelar|cheque|"
        "transferencia|picpay|vouchers", "[3] pix|cartao|credito|debito|boleto|parcelamento|pagamento|dinheiro",
        "como pago|pagar|paga|faco|e pagar|pagamento|pago", "como pago|pagar|paga",
        "parcela|parcelam|parcelar|parcelado|dividem|divide", "quantas|em vezes", "chave pix", "vale refeicao|alimentacao",
        "payment method|methods|options", "[3] payment|payments|card|cash|pix",
        "accept|accepts|take|pay|by|with card|cards|cash|credit|debit|pix|visa|mastercard|paypal|amex", "how can|do i|we pay",
        "how pay",
    ),
    Intent.IDENTITY: (
        "voce|vc|isso|e|aqui|falando robo|bot|maquina|ia|chatbot|automatico|inteligencia", "[4] robo|bot|chatbot",
        "quem e|esta voce|falando|fala", "qual seu nome", "are|is you|this bot|robot|human|real|ai|machine|chatbot",
        "who are you", "your name",
    ),
    Intent.GREETING: (
        "[5] oi|ola|opa|alo|eae|eai|oie|hello|hi|hey|hiya|salve|saudacoes|greetings", "[8] bom dia", "[8] boa tarde|noite",
        "[5] tudo bem|bom|certo|joia|tranquilo|ok", "[4] como vai|esta|vao", "[6] good morning|afternoon|evening|day",
        "[5] how are you|things", "[4] what s up", "[2] dia|tarde|noite|morning",
    ),
    Intent.THANKS: (
        "obrigad*", "valeu", "agradec*", "grato|grata|gratidao",
        "[4] perfeito|otimo|maravilha|show|legal|top|excelente|beleza|massa|amei|adorei", "muito bom", "thanks", "thank you",
        "[4] great|perfect|awesome|appreciate|wonderful|nice", "ajudou muito|bastante", "foi|e otimo|otima|excelente",
    ),
    Intent.BYE: (
        "[5] tchau|adeus|falou|fui|bye|goodbye|ate", "ate logo|mais|amanha|breve", "[4] ate", "era so isso|so", "[4] so isso",
        "[5] bom final|fim semana", "[5] boa semana", "[5] beijo|beijos|abraco|abracos", "see you", "good night",
        "[4] have nice|good|great", "that s all|it",
    ),
    Intent.YES: (
        "[3] sim|claro|positivo|aham|uhum|confirmo|yes|yeah|yep|sure|yup|please", "[1] isso|quero|pode", "[4] isso mesmo",
        "[4] pode ser|sim|chamar", "[3] quero sim", "[4] com certeza", "[3] sim por favor", "[3] s",
    ),
    Intent.NO: (
        "[3] nao|negativo|nope|nah", "[1] no|not", "[4] nao precisa|obrigado|obrigada|quero", "[4] no thanks|need",
        "[4] deixa quieto|para",
    ),
    Intent.ACK: (
        "[3] ok|okay|certo|ta|blz|beleza|entendi|combinado|tranquilo|sim|joia|esta|aguardo|got|alright|k|kk|kkk|rs|"
        "haha|uhum", "[3] ta|esta bom|bem|certo|ok",
    ),
}  # fmt: skip
