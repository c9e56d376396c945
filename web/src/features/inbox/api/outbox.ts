/** What this browser is still sending: shown at once, sent in order per conversation, kept until the server has it. */
import { useSyncExternalStore } from 'react'
import type { Message, OutgoingMessage, StoredFile } from '@/client/types'
import { ApiError, request, tenantPath } from '@/lib/http'

export type Pending = OutgoingMessage & {
  conversationId: string
  at: string
  file?: File
  fileUrl?: string
  state: 'sending' | 'failed'
  error: unknown
}

type Sent = (message: Message) => void

const outbox = new Map<string, readonly Pending[]>()
const busy = new Set<string>()
const senders = new Map<string, { tenantId: string; onSent: Sent }>()
const listeners = new Set<() => void>()
const none: readonly Pending[] = []

function change(conversationId: string, update: (now: readonly Pending[]) => readonly Pending[]) {
  outbox.set(conversationId, update(outbox.get(conversationId) ?? none))
  listeners.forEach((listener) => listener())
}

const patch = (pending: Pending, values: Partial<Pending>) =>
  change(pending.conversationId, (now) => now.map((entry) => (entry.client_id === pending.client_id ? { ...entry, ...values } : entry)))

export const usePending = (conversationId: string): readonly Pending[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => outbox.get(conversationId) ?? none,
  )

/** The message is on screen and on its way; the same `client_id` makes every retry the same message on the server. */
export function send(tenantId: string, message: Omit<Pending, 'state' | 'error' | 'at' | 'client_id' | 'fileUrl'>, onSent: Sent): void {
  const { conversationId, file } = message
  senders.set(conversationId, { tenantId, onSent })
  const fileUrl = file ? URL.createObjectURL(file) : undefined
  change(conversationId, (now) => [
    ...now,
    { ...message, fileUrl, client_id: crypto.randomUUID(), at: new Date().toISOString(), state: 'sending', error: null },
  ])
  void drain(conversationId)
}

export function retry(conversationId: string): void {
  change(conversationId, (now) => now.map((entry) => ({ ...entry, state: 'sending', error: null })))
  void drain(conversationId)
}

export function discard(pending: Pending): void {
  if (pending.fileUrl) URL.revokeObjectURL(pending.fileUrl)
  change(pending.conversationId, (now) => now.filter((entry) => entry.client_id !== pending.client_id))
  void drain(pending.conversationId)
}

async function drain(conversationId: string): Promise<void> {
  const sender = senders.get(conversationId)
  if (!sender || busy.has(conversationId)) return
  busy.add(conversationId)
  try {
    for (;;) {
      const next = outbox.get(conversationId)?.[0]
      if (!next || next.state !== 'sending') return
      try {
        const message = await deliver(sender.tenantId, next)
        sender.onSent(message)
        discard(next)
      } catch (error) {
        patch(next, { state: 'failed', error })
        return
      }
    }
  } finally {
    busy.delete(conversationId)
  }
}

async function deliver(tenantId: string, pending: Pending): Promise<Message> {
  let fileId = pending.file_id
  if (pending.file && !fileId) {
    const form = new FormData()
    form.set('file', pending.file, pending.file.name)
    fileId = (await request<StoredFile>(tenantPath(tenantId, 'files'), { method: 'POST', body: form })).id
    patch(pending, { file_id: fileId })
  }
  const { client_id, kind, text, content, reply_to } = pending
  const body: OutgoingMessage = { client_id, kind, text, content, reply_to, file_id: fileId }
  return request<Message>(tenantPath(tenantId, `conversations/${pending.conversationId}/messages`), { method: 'POST', body })
}

/** Everything that failed only for want of a connection goes out again. */
export function retryTransient(): void {
  for (const [conversationId, pending] of outbox) {
    const first = pending[0]
    if (first?.state === 'failed' && first.error instanceof ApiError && first.error.isTransient) retry(conversationId)
  }
}

window.addEventListener('online', retryTransient)
window.addEventListener('beforeunload', (event) => {
  if ([...outbox.values()].some((pending) => pending.length > 0)) event.preventDefault()
})
