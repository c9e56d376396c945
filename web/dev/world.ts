import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Conversation, type Item, type Message, seed } from './conversations.ts'
import { people, tenants } from './people.ts'

export type Answer = { status: number; body?: unknown; raw?: Buffer; mime?: string }
export type Call = { world: World; params: string[]; query: URLSearchParams; body: Record<string, unknown> }
export type Route = { method: string; path: RegExp; run: (call: Call) => Answer }

export function refuse(status: number, code: string): Answer {
  return { status, body: { error: { code, message: code, field: null, params: {} } } }
}

/** One signed-in person, their conversations, and whoever listens live. */
export class World {
  signedIn: string | null = 'u1'
  locale = 'pt-BR'
  readonly conversations: Conversation[] = seed()
  private readonly listeners = new Set<ServerResponse>()
  private readonly facts: { id: string; text: string }[] = []

  get person() {
    const found = people.find((entry) => entry.id === this.signedIn) ?? people[0]
    if (!found) throw new Error('nobody works here')
    return found
  }

  me() {
    const { id, name, email, role, permissions } = this.person
    return {
      user: { id, name, email, locale: this.locale },
      is_superuser: false,
      agency: role === 'owner' ? { id: 'ag', name: 'Agência Farol' } : null,
      tenants: tenants.map((tenant) => ({ ...tenant, role, permissions })),
      csrf_token: 'mock',
    }
  }

  find(id: string | undefined) {
    return this.conversations.find((entry) => entry.id === id)
  }

  openLive(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    const last = request.headers['last-event-id']
    const from = this.facts.findIndex((fact) => fact.id === last)
    if (last && from < 0) response.write('event: reset\ndata: {}\n\n')
    for (const fact of from >= 0 ? this.facts.slice(from + 1) : []) response.write(fact.text)
    this.listeners.add(response)
    const ping = setInterval(() => response.write('event: ping\ndata: {}\n\n'), 15_000)
    request.on('close', () => {
      clearInterval(ping)
      this.listeners.delete(response)
    })
  }

  state(name: string, conversation: Conversation, payload: Record<string, unknown> = {}): void {
    const id = String(this.facts.length + 1)
    const text = `id: ${id}\nevent: fact\ndata: ${JSON.stringify({ id, name, subject_id: conversation.id, payload })}\n\n`
    this.facts.push({ id, text })
    for (const listener of this.listeners) listener.write(text)
  }

  add(conversation: Conversation, item: Item): void {
    conversation.items.push(item)
    conversation.last_activity_at = item.at
  }

  /** The message goes its way: sent, delivered, read, each a moment later. */
  deliver(conversation: Conversation, message: Message): void {
    const steps = /falha/i.test(message.text ?? '') ? (['failed'] as const) : (['sent', 'delivered', 'read'] as const)
    steps.forEach((status, index) =>
      setTimeout(
        () => {
          message.status = status
          message.status_at = { ...message.status_at, [status]: new Date().toISOString() }
          if (status === 'failed') message.error = { code: '131026', word: 'undeliverable', vendor_code: '131026', detail: 'Message undeliverable' }
          this.state('inbox.message_status_changed', conversation, { message_id: message.id, status })
        },
        500 + index * 900,
      ),
    )
    if (/\?/.test(message.text ?? '')) setTimeout(() => this.hear(conversation, 'Perfeito, muito obrigada! 😊'), 3500)
  }

  hear(conversation: Conversation, text: string): void {
    const at = new Date().toISOString()
    this.add(conversation, { ...blank(conversation.id, at), direction: 'in', author: { kind: 'customer', user: null }, text, status: 'received' })
    conversation.unread_count += 1
    conversation.window_closes_at = new Date(Date.now() + 86_400_000).toISOString()
    this.state('inbox.message_received', conversation, { message_id: conversation.items.at(-1)?.id })
  }
}

export function blank(conversationId: string, at: string): Message {
  return {
    type: 'message', id: randomUUID(), conversation_id: conversationId, case_id: null, client_id: null, attempts: 1, media_state: null, is_history: false, cursor: '', direction: 'out', author: { kind: 'user', user: null }, kind: 'text', text: null,
    content: {}, reply_to: null, reactions: [], at, is_late: false, is_edited: false, is_revoked: false, status: 'queued', status_at: {}, error: null, explanation: null, file: null,
  }
}
