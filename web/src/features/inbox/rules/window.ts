/** The 24-hour customer service window as the composer shows it; the server decides. */

export type WindowState = { kind: 'open' | 'closing' | 'closed'; left: number }

const closingWithin = 60 * 60_000

/** `left` in milliseconds; `closing` within the last hour; `closed` also when the customer never wrote. */
export function windowState(closesAt: string | null, now: number): WindowState {
  const left = closesAt === null ? 0 : Date.parse(closesAt) - now
  if (left <= 0) return { kind: 'closed', left: 0 }
  return { kind: left <= closingWithin ? 'closing' : 'open', left }
}

export type Waiting = { kind: 'none' | 'waiting' | 'overdue'; since: number }

/** How long the customer has been waiting for a person, and whether that is past what was promised. */
export function waiting(conversation: { is_waiting: boolean; waiting_since: string | null; due_at: string | null }, now: number): Waiting {
  if (!conversation.is_waiting || !conversation.waiting_since) return { kind: 'none', since: 0 }
  const isOverdue = conversation.due_at !== null && Date.parse(conversation.due_at) < now
  return { kind: isOverdue ? 'overdue' : 'waiting', since: now - Date.parse(conversation.waiting_since) }
}
