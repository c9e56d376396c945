import type { Phone, SimMessage } from '../wire'

const PENDING = 'pending:'
export const isPending = (message: SimMessage): boolean => message.id.startsWith(PENDING)

/** The messages with this one in its place: a known id is replaced, pending ones stay last. */
export function upsert(items: readonly SimMessage[], message: SimMessage): SimMessage[] {
  const others = items.filter((item) => item.id !== message.id)
  if (isPending(message)) return [...others, message]
  const at = others.findIndex((item) => isPending(item) || item.seq > message.seq)
  return at < 0 ? [...others, message] : [...others.slice(0, at), message, ...others.slice(at)]
}

export const withoutPending = (items: readonly SimMessage[], id: string): SimMessage[] => items.filter((item) => item.id !== id)

/** The bubble of something the customer has just done and the server has not yet confirmed. */
export function pendingMessage(phone: Phone, numberId: string, type: string, body: Record<string, unknown>, extra: Partial<SimMessage> = {}): SimMessage {
  return {
    seq: Number.MAX_SAFE_INTEGER,
    id: `${PENDING}${crypto.randomUUID()}`,
    number_id: numberId,
    phone_id: phone.id,
    from: 'customer',
    type,
    preview: '',
    body,
    media: null,
    at: new Date().toISOString(),
    status: 'pending',
    error: null,
    reply_to: null,
    reactions: [],
    is_edited: false,
    is_revoked: false,
    ...extra,
  }
}

/** Digits with country code of what somebody typed; a Brazilian number may come without 55. Null when it cannot be a number. */
export function phoneDigits(typed: string): string | null {
  const digits = typed.replace(/\D/g, '').replace(/^0+/, '')
  const whole = !typed.trim().startsWith('+') && (digits.length === 10 || digits.length === 11) ? `55${digits}` : digits
  return whole.length >= 10 && whole.length <= 15 ? whole : null
}

/** `@nome`: letters, digits, dots and underscores, 3 to 30; null when it cannot be a username. */
export function usernameOf(typed: string): string | null {
  const name = typed.trim().replace(/^@/, '').toLowerCase()
  return /^[a-z0-9._]{3,30}$/.test(name) ? `@${name}` : null
}
