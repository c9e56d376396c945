/** The conversation list as plain values: what belongs in which tab, and where a changed conversation goes. */
import type { ConversationSummary, MessageKind } from '@/client/types'

export const filters = ['all', 'mine', 'unassigned', 'bot', 'waiting'] as const
export type Filter = (typeof filters)[number]
export const caseStates = ['open', 'closed', 'any'] as const
export type CaseState = (typeof caseStates)[number]
export type ListView = { filter: Filter; status: CaseState; q: string }

export type ListPage = { items: ConversationSummary[]; next_cursor: string | null }

/** Whether the conversation belongs in the view. A search is decided by the server only, so it keeps what it has. */
export function belongs(conversation: ConversationSummary, view: ListView, myId: string): boolean {
  if (view.status === 'open' && conversation.case?.is_open !== true) return false
  if (view.status === 'closed' && conversation.case?.is_open === true) return false
  switch (view.filter) {
    case 'all':
      return true
    case 'mine':
      return conversation.owner.kind === 'person' && conversation.owner.user?.id === myId
    case 'unassigned':
      return conversation.owner.kind === 'nobody'
    case 'bot':
      return conversation.owner.kind === 'bot'
    case 'waiting':
      return conversation.is_waiting
  }
}

const isNewer = (a: ConversationSummary, b: ConversationSummary) =>
  a.last_activity_at === b.last_activity_at ? a.id > b.id : a.last_activity_at > b.last_activity_at

const waitsLonger = (a: ConversationSummary, b: ConversationSummary) => {
  const [mine, other] = [a.waiting_since ?? '', b.waiting_since ?? '']
  return mine === other ? a.id < b.id : mine < other
}

/** The pages with `conversation` in its place (by last activity; among those that wait, by how long), or without it when it left the view. What lies beyond the loaded
 * pages is left for the next page to bring. */
export function place(pages: ListPage[], conversation: ConversationSummary, view: ListView, myId: string): ListPage[] {
  const wasShown = pages.some((page) => page.items.some((item) => item.id === conversation.id))
  const without = pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== conversation.id) }))
  if (!belongs(conversation, view, myId) || (view.q !== '' && !wasShown)) return wasShown ? without : pages
  const comesBefore = view.filter === 'waiting' ? waitsLonger : isNewer
  for (const page of without) {
    const index = page.items.findIndex((item) => comesBefore(conversation, item))
    if (index >= 0) {
      page.items.splice(index, 0, conversation)
      return without
    }
  }
  const last = without.at(-1)
  if (last && last.next_cursor === null) last.items.push(conversation)
  return without
}

/** A list's line about a message: its words, or the kind of thing it is (`[image]` on the wire). */
export function readPreview(preview: string | null, kind: MessageKind): { words: string } | { kind: MessageKind | 'revoked' } {
  const stands = /^\[(\w+)\]$/.exec(preview ?? '')
  if (stands) return { kind: stands[1] as MessageKind }
  return preview ? { words: preview } : { kind }
}

/** A username with its one @. */
export const handle = (username: string): string => `@${username.replace(/^@+/, '')}`

/** How to call the person: name, else number, else username. */
export function contactName(contact: ConversationSummary['contact'], format: (phone: string) => string): string {
  return contact.name?.trim() || (contact.phone ? format(contact.phone) : contact.username ? handle(contact.username) : '—')
}
