import { randomUUID } from 'node:crypto'
import { type Conversation, type Message, summary } from './conversations.ts'
import { keepUpload } from './files.ts'
import { people } from './people.ts'
import { type Call, type Route, blank, refuse } from './world.ts'

const tenant = '^/api/t/[^/]+/'
const at = (path: string) => new RegExp(`${tenant}${path}$`)
const ok = (body?: unknown) => ({ status: body === undefined ? 204 : 200, body })

const belongs = (conversation: Conversation, filter: string | null, me: string) =>
  filter === 'mine'
    ? conversation.owner.user?.id === me
    : filter === 'unassigned'
      ? conversation.owner.kind === 'nobody'
      : filter === 'bot'
        ? conversation.owner.kind === 'bot'
        : filter === 'waiting'
          ? conversation.is_waiting
          : true

const withConversation = (run: (conversation: Conversation, call: Call) => ReturnType<Route['run']>): Route['run'] => (call) => {
  const conversation = call.world.find(call.params[0])
  return conversation ? run(conversation, call) : refuse(404, 'not_found')
}

const own = (kind: 'bot' | 'person' | 'nobody') =>
  withConversation((conversation, { world, body }) => {
    const before = conversation.owner
    const user = kind !== 'person' ? null : (people.find((entry) => entry.id === body.user_id) ?? world.person)
    conversation.owner = { kind: body.user_id === null ? 'nobody' : kind, user: body.user_id === null || !user ? null : { id: user.id, name: user.name } }
    conversation.is_waiting = false
    conversation.items.push({
      type: 'event', id: randomUUID(), name: 'inbox.ownership_changed', actor: `user:${world.person.id}`, at: new Date().toISOString(),
      payload: { from_kind: before.kind, to_kind: conversation.owner.kind, to_user_id: conversation.owner.user?.id ?? null },
    })
    world.state('inbox.ownership_changed', conversation)
    return ok(summary(conversation))
  })

const setCase = (isOpen: boolean) =>
  withConversation((conversation, { world }) => {
    conversation.case = isOpen ? { id: randomUUID(), opened_at: new Date().toISOString(), is_open: true } : null
    conversation.items.push({ type: 'event', id: randomUUID(), name: isOpen ? 'inbox.case_opened' : 'inbox.case_closed', actor: `user:${world.person.id}`, payload: {}, at: new Date().toISOString() })
    world.state(isOpen ? 'inbox.case_opened' : 'inbox.case_closed', conversation)
    return ok(summary(conversation))
  })

export const inboxRoutes: Route[] = [
  {
    method: 'GET', path: at('conversations'),
    run: ({ world, query }) => {
      const q = (query.get('q') ?? '').toLowerCase()
      const status = query.get('status') ?? 'open'
      const found = world.conversations
        .filter((entry) => belongs(entry, query.get('filter'), world.person.id))
        .filter((entry) => status === 'any' || (status === 'open') === (entry.case !== null))
        .filter((entry) => !q || entry.contact.name?.toLowerCase().includes(q) || entry.contact.phone?.includes(q.replace(/\D/g, '') || '?'))
        .sort((a, b) => (a.last_activity_at < b.last_activity_at ? 1 : -1))
      const from = Number(query.get('cursor') ?? 0)
      const limit = Number(query.get('limit') ?? 40)
      return ok({ items: found.slice(from, from + limit).map(summary), next_cursor: from + limit < found.length ? String(from + limit) : null })
    },
  },
  {
    method: 'GET', path: at('conversations/counts'),
    run: ({ world }) =>
      ok(Object.fromEntries(['all', 'mine', 'unassigned', 'bot', 'waiting'].map((filter) => [filter, world.conversations.filter((entry) => entry.case?.is_open && belongs(entry, filter, world.person.id)).length]))),
  },
  { method: 'GET', path: at('conversations/([^/]+)'), run: withConversation((conversation) => ok(summary(conversation))) },
  {
    method: 'GET', path: at('conversations/([^/]+)/messages'),
    run: withConversation((conversation, { query }) => {
      const limit = Number(query.get('limit') ?? 40)
      const to = query.has('before') ? Number(query.get('before')) : conversation.items.length
      const from = Math.max(0, to - limit)
      return ok({ items: conversation.items.slice(from, to), prev_cursor: from > 0 ? String(from) : null, next_cursor: null })
    }),
  },
  {
    method: 'POST', path: at('conversations/([^/]+)/messages'),
    run: withConversation((conversation, { world, body }) => {
      const known = conversation.items.find((item) => item.type === 'message' && item.client_id === body.client_id)
      if (known) return { status: 202, body: known }
      if (body.kind !== 'template' && Date.parse(conversation.window_closes_at ?? '') < Date.now()) return refuse(409, 'window_closed')
      const quoted = conversation.items.find((item): item is Message => item.type === 'message' && item.id === body.reply_to)
      if (body.kind === 'reaction' && quoted) {
        quoted.reactions = [...quoted.reactions.filter((entry) => entry.by !== 'business'), { emoji: String((body.content as { emoji: string }).emoji), by: 'business' }]
        world.state('inbox.message_amended', conversation, { message_id: quoted.id, kind: 'reaction' })
        return { status: 202, body: { ...blank(conversation.id, new Date().toISOString()), kind: 'reaction' } }
      }
      const message: Message = {
        ...blank(conversation.id, new Date().toISOString()),
        client_id: String(body.client_id),
        author: { kind: 'user', user: { id: world.person.id, name: world.person.name } },
        kind: body.kind as Message['kind'],
        text: (body.text as string | undefined) ?? null,
        content: (body.content as Record<string, unknown> | undefined) ?? {},
        reply_to: quoted ? { id: quoted.id, preview: quoted.text ?? `[${quoted.kind}]`, author_kind: quoted.author.kind } : null,
        file: body.file_id ? { id: String(body.file_id), mime: 'application/octet-stream', size: 1000, name: 'arquivo' } : null,
      }
      if (conversation.owner.user?.id !== world.person.id) {
        conversation.owner = { kind: 'person', user: { id: world.person.id, name: world.person.name } }
        conversation.is_waiting = false
        world.state('inbox.ownership_changed', conversation)
      }
      world.add(conversation, message)
      world.state('inbox.message_queued', conversation, { message_id: message.id })
      world.deliver(conversation, message)
      return { status: 202, body: message }
    }),
  },
  { method: 'POST', path: at('conversations/([^/]+)/assume'), run: own('person') },
  { method: 'POST', path: at('conversations/([^/]+)/return'), run: own('bot') },
  { method: 'POST', path: at('conversations/([^/]+)/assign'), run: own('person') },
  { method: 'POST', path: at('conversations/([^/]+)/close'), run: setCase(false) },
  { method: 'POST', path: at('conversations/([^/]+)/reopen'), run: setCase(true) },
  {
    method: 'POST', path: at('conversations/([^/]+)/read'),
    run: withConversation((conversation) => {
      conversation.unread_count = 0
      return ok()
    }),
  },
  { method: 'POST', path: at('conversations/([^/]+)/typing'), run: () => ok() },
  {
    method: 'POST', path: at('conversations/([^/]+)/notes'),
    run: withConversation((conversation, { world, body }) => {
      const note = { type: 'note' as const, id: randomUUID(), body: String(body.body), author: { id: world.person.id, name: world.person.name }, at: new Date().toISOString() }
      conversation.items.push(note)
      world.state('inbox.note_added', conversation)
      return { status: 201, body: note }
    }),
  },
  {
    method: 'POST', path: at('messages/([^/]+)/resend'),
    run: ({ world, params }) => {
      for (const conversation of world.conversations)
        for (const item of conversation.items)
          if (item.type === 'message' && item.id === params[0]) {
            Object.assign(item, { status: 'queued', error: null })
            world.deliver(conversation, item)
            return { status: 202, body: item }
          }
      return refuse(404, 'not_found')
    },
  },
  {
    method: 'POST', path: at('files'),
    run: ({ body }) => {
      const raw = body.raw as Buffer
      const head = raw.indexOf('\r\n\r\n')
      const mime = /content-type: ([^\r\n]+)/i.exec(raw.subarray(0, head).toString())?.[1] ?? 'application/octet-stream'
      const name = /filename="([^"]+)"/.exec(raw.subarray(0, head).toString())?.[1] ?? null
      const id = randomUUID()
      keepUpload(id, raw.subarray(head + 4, raw.lastIndexOf('\r\n--')), mime)
      return { status: 201, body: { id, mime, size: raw.length, name } }
    },
  },
  { method: 'GET', path: at('contacts/([^/]+)/merges'), run: () => ok({ items: [] }) },
  { method: 'GET', path: at('team'), run: () => ok({ items: people.map(({ id, ...person }) => ({ ...person, user_id: id, is_active: true, created_at: new Date(0).toISOString() })), offered_permissions: [], next_cursor: null }) },
  {
    method: 'GET', path: at('channels/([^/]+)/templates'),
    run: () =>
      ok({
        items: [
          { name: 'lembrete_consulta', language: 'pt_BR', category: 'UTILITY', status: 'APPROVED', slots: ['nome', 'dia', 'hora'].map((name) => ({ key: `body.${name}`, kind: 'text', name, is_needed: true })), components: [{ type: 'BODY', text: 'Olá, {{nome}}! Sua consulta na Clínica Vida Plena é em *{{dia}}* às *{{hora}}*. Confirma?' }, { type: 'FOOTER', text: 'Clínica Vida Plena' }, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Confirmo' }] }] },
          { name: 'retomar_contato', language: 'pt_BR', category: 'UTILITY', status: 'APPROVED', slots: [{ key: 'body.1', kind: 'text', name: null, is_needed: true }], components: [{ type: 'BODY', text: 'Oi, {{1}}! Ficou faltando responder você. Ainda podemos ajudar?' }] },
          { name: 'promocao_maio', language: 'pt_BR', category: 'MARKETING', status: 'PAUSED', slots: [], components: [{ type: 'BODY', text: 'Clareamento com 20% de desconto.' }] },
        ],
        next_cursor: null,
      }),
  },
]
