import { randomUUID } from 'node:crypto'
import type { Item, Message } from './conversations.ts'

type More = Partial<Message>

const openings = [
  'Oi, boa tarde! Vocês atendem convênio Amil?', 'Quanto custa a limpeza?', 'Bom dia, queria remarcar minha consulta', 'Vcs abrem sabado?', 'Qual o endereço por favor',
  'Olá! Preciso de um encaixe hoje, estou com dor', 'Obrigada, até amanhã!', 'Tem estacionamento?', 'Queria falar com uma pessoa', 'Esqueci o horário da minha consulta 😅',
]
const botAnswers = [
  'Atendemos *Amil*, *Bradesco Saúde* e *Unimed*. Quer marcar uma avaliação?', 'A limpeza custa *R$ 180,00* e dura cerca de 40 minutos.', 'Abrimos de segunda a sexta, das 8h às 12h e das 13h às 18h, e aos sábados das 8h às 12h.',
  'Estamos na Rua das Acácias, 240, Vila Mariana, São Paulo/SP.',
]

export function talks(id: string, index: number, minutesAgo: number): Item[] {
  const start = Date.now() - minutesAgo * 60_000
  const at = (back: number) => new Date(start - back * 60_000).toISOString()
  const message = (back: number, more: More): Message => ({
    type: 'message', id: randomUUID(), conversation_id: id, case_id: `k${index}`, direction: 'in', author: { kind: 'customer', user: null }, kind: 'text', text: null, content: {}, reply_to: null,
    reactions: [], at: at(back), is_late: false, is_edited: false, is_revoked: false, status: 'received', status_at: {}, error: null, explanation: null, file: null, client_id: null, attempts: 0, media_state: null, is_history: false, cursor: '', ...more,
  })
  const bot = (back: number, text: string | null, more: More = {}): Message =>
    message(back, {
      direction: 'out', author: { kind: 'bot', user: null }, text, status: 'read', status_at: { sent: at(back), delivered: at(back), read: at(back - 0.2) },
      explanation: { intent: 'hours', intents: ['hours'], state_from: 'new', state_to: 'talking', fact_ids: ['store:s1', 'business:t1'], matched: ['abrem', 'sábado'] }, ...more,
    })
  const me = (back: number, text: string | null, more: More = {}): Message =>
    message(back, { direction: 'out', author: { kind: 'user', user: { id: 'u1', name: 'Marina Duarte' } }, text, status: 'delivered', status_at: { sent: at(back), delivered: at(back) }, ...more })
  const event = (back: number, name: string, payload: Record<string, unknown> = {}, actor = 'system'): Item => ({ type: 'event', id: randomUUID(), name, actor, payload, at: at(back) })

  if (index !== 0) {
    const asked = openings[index % openings.length] ?? ''
    const hasFailed = index === 5
    return [
      event(141, 'inbox.case_opened'),
      message(140, { text: 'Oi' }),
      bot(139.8, null, {
        kind: 'interactive', explanation: { intent: 'greeting', intents: ['greeting'], state_from: 'new', state_to: 'talking', fact_ids: ['business:t1'] },
        content: { type: 'buttons', body: 'Olá! Aqui é a *Vida*, assistente da Clínica Vida Plena 🌿\nComo posso ajudar?', buttons: [{ id: '1', title: 'Horários' }, { id: '2', title: 'Serviços e preços' }, { id: '3', title: 'Falar com alguém' }] },
        text: 'Olá! Aqui é a Vida, assistente da Clínica Vida Plena',
      }),
      message(3, { text: asked }),
      ...(index % 6 === 1 || index === 6 ? [] : hasFailed ? [me(0, 'Consegue às 15h?', { status: 'failed', error: { code: '131026', word: 'undeliverable', vendor_code: '131026', detail: 'Message undeliverable' } })] : [bot(0, botAnswers[index % botAnswers.length] ?? '')]),
      ...(index === 1 ? [message(2, { text: 'alguém aí?' }), message(0, { text: 'Preciso resolver hoje por favor 🙏' })] : []),
    ]
  }

  const older: Item[] = Array.from({ length: 70 }, (_, line) =>
    line % 2 === 0 ? message(60 * 24 * 9 - line * 3, { text: `Mensagem antiga ${line / 2 + 1}: ${openings[line % openings.length]}` }) : bot(60 * 24 * 9 - line * 3, botAnswers[line % botAnswers.length] ?? ''),
  )
  const question = message(190, { text: 'Vcs abrem no *sábado*? Vi no site www.vidaplena.example/horarios que _sim_' })
  return [
    ...older,
    event(60 * 24 * 8, 'inbox.case_closed', {}, 'user:u1'),
    event(1500, 'inbox.case_opened'),
    message(1500, { text: 'Oii, tudo bem?' }),
    bot(1499.9, 'Olá, Ana Paula! Aqui é a *Vida*, assistente da Clínica Vida Plena 🌿', {
      kind: 'interactive', text: null, explanation: { intent: 'greeting', intents: ['greeting'], state_from: 'new', state_to: 'talking', fact_ids: ['business:t1'], matched: ['oii'] },
      content: { type: 'list', body: 'Olá, Ana Paula! Aqui é a *Vida*, assistente da Clínica Vida Plena 🌿\nSobre o que quer falar?', button: 'Ver opções', sections: [{ rows: [{ id: 'a', title: 'Horários', description: 'Quando estamos abertos' }, { id: 'b', title: 'Convênios' }, { id: 'c', title: 'Falar com alguém' }] }] },
    }),
    message(1498, { kind: 'list', text: 'Convênios', content: { id: 'b', title: 'Convênios' } }),
    bot(1497.9, 'Atendemos *Amil*, *Bradesco Saúde* e *Unimed*.', { explanation: { intent: 'plans', intents: ['plans'], state_from: 'talking', state_to: 'talking', fact_ids: ['business:t1'] } }),
    question,
    bot(189.9, 'Sim! Aos sábados abrimos das *8h às 12h*. Agora estamos fechados para almoço; voltamos às *13h*.'),
    message(188, { kind: 'location', content: { latitude: -23.5891, longitude: -46.6346, name: 'Metrô Vila Mariana', address: 'Rua Domingos de Morais, 2564' } }),
    message(187, { text: 'É perto daqui?', reply_to: { id: question.id, preview: 'Vcs abrem no sábado?', author_kind: 'customer' }, is_late: true }),
    message(186, { text: 'quero falar com uma pessoa, tenho uma dúvida sobre um exame' }),
    bot(185.9, 'Claro! Já chamei alguém da recepção. Respondem em até *15 minutos*.', {
      explanation: { intent: 'handoff', intents: ['handoff'], state_from: 'talking', state_to: 'handed_off', fact_ids: ['store:s1'], matched: ['falar com uma pessoa'] },
    }),
    event(185.8, 'inbox.ownership_changed', { from_kind: 'bot', to_kind: 'nobody', reason: 'handoff' }),
    event(40, 'inbox.ownership_changed', { from_kind: 'nobody', to_kind: 'person', to_user_id: 'u1' }, 'user:u1'),
    me(39, 'Oi, Ana! Aqui é a Marina, da recepção. Pode me mandar o pedido do exame?', { status: 'read', status_at: { sent: at(39), delivered: at(39), read: at(38) } }),
    message(30, { kind: 'image', text: 'esse aqui ó', file: { id: 'f-image', mime: 'image/svg+xml', size: 84_000, name: null }, reactions: [{ emoji: '👍', by: 'business' }] }),
    message(29, { kind: 'audio', content: { is_voice: true }, file: { id: 'f-audio', mime: 'audio/wav', size: 42_000, name: null } }),
    { type: 'note', id: randomUUID(), body: 'Pedido do Dr. Sérgio: jejum de *8 horas*. Confirmar com a enfermagem antes de responder.', author: { id: 'u2', name: 'Bruno Tavares' }, at: at(25) },
    message(22, { kind: 'contacts', content: { contacts: [{ name: 'Dr. Sérgio Amaral', phones: [{ phone: '+5511955551234' }], org: 'Cardiologia' }] } }),
    message(20, { text: null, kind: 'unsupported', content: { code: 131051 } }),
    message(19, { text: 'apaguei sem querer', is_revoked: true }),
    message(18, { kind: 'order', content: { text: 'para retirar na clínica', items: [{ product_id: 'Kit higiene bucal', quantity: 2, price: 39.9, currency: 'BRL' }, { product_id: 'Enxaguante 500 ml', quantity: 1, price: 24.5, currency: 'BRL' }] } }),
    me(12, 'Segue o preparo do exame:', { kind: 'document', file: { id: 'f-pdf', mime: 'application/pdf', size: 248_000, name: 'preparo-do-exame.pdf' } }),
    me(10, 'O jejum é de 8 horas, tá?', { status: 'unknown', status_at: { sent: at(10) } }),
    me(9, 'Qualquer dúvida me chama', { status: 'failed', status_at: { failed: at(9) }, error: { code: '131026', word: 'undeliverable', vendor_code: '131026', detail: 'Message Undeliverable.' } }),
    message(4, { text: 'Entendi!! Obrigada 😊', is_edited: true, reactions: [{ emoji: '❤️', by: 'business' }] }),
    message(1, { text: 'Posso ir amanhã às 9h, então?' }),
  ]
}
