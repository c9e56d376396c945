import type { Message, MessageStatus } from '@/client/types'

export type Tick = 'clock' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'dropped'

const ticks: Partial<Record<MessageStatus, Tick>> = {
  queued: 'clock',
  sending: 'clock',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
  unknown: 'unknown',
  dropped: 'dropped',
}

/** The mark beside an outbound message; null for inbound ones. */
export const tickOf = (message: Pick<Message, 'direction' | 'status'>): Tick | null =>
  message.direction === 'out' ? (ticks[message.status] ?? 'clock') : null

/** Whether a person may ask for another attempt: it certainly or possibly did not arrive. */
export const canResend = (status: MessageStatus): boolean => status === 'failed' || status === 'unknown'

/** The catalogue's word for a failure. */
export function failureWord(error: NonNullable<Message['error']>): string {
  return error.word ?? error.code
}
