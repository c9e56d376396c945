/** What the custody screen shows, as its address says it, and what that means for the calls. */
import type { Custody, CustodyState, CustodySums, ReplayChoice } from '@/client/types'

export const states = ['done', 'ignored', 'dead', 'waiting'] as const satisfies readonly CustodyState[]
export const kinds = ['message', 'status', 'echo', 'history', 'identity', 'preference', 'contact', 'account', 'error', 'unknown', 'malformed'] as const
export type Kind = (typeof kinds)[number]

/** `first` and `last` are days of the business, both included. */
export type View = {
  first?: string
  last?: string
  number?: string
  state?: CustodyState
  kind?: Kind
  reason?: string
  retried?: true
  conversation?: string
  message?: string
  event?: string
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const day = (value: unknown): string | undefined => (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)
const uuid = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined)

/** The view an address asks for; what cannot be meant is left out. */
export function viewOf(raw: Record<string, unknown>): View {
  const view: View = {
    first: day(raw.first),
    last: day(raw.last),
    number: uuid(raw.number),
    state: states.find((state) => state === raw.state),
    kind: kinds.find((kind) => kind === raw.kind),
    reason: text(raw.reason)?.slice(0, 200),
    retried: raw.retried === true || raw.retried === 'true' ? true : undefined,
    conversation: uuid(raw.conversation),
    message: uuid(raw.message),
    event: uuid(raw.event),
  }
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined))
}

/** `days` before a day of the calendar. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}

export const ranges = { today: [0, 0], yesterday: [1, 1], week: [6, 0], month: [29, 0] } as const
export type Range = keyof typeof ranges

/** The days shown: those of the address, else the last seven. */
export function daysOf(view: View, today: string): { first: string; last: string } {
  const last = view.last ?? today
  const first = view.first ?? daysBefore(last, 6)
  return first <= last ? { first, last } : { first: last, last: first }
}

/** Which named range these days are, or none. */
export function rangeOf(days: { first: string; last: string }, today: string): Range | undefined {
  return (Object.keys(ranges) as Range[]).find((name) => daysBefore(today, ranges[name][0]) === days.first && daysBefore(today, ranges[name][1]) === days.last)
}

/** The query of the sums. */
export const sumsQuery = (view: View, days: { first: string; last: string }) => ({ ...days, connection_id: view.number })

/** The query of the list. */
export const listQuery = (view: View, days: { first: string; last: string }) => ({
  ...days,
  connection_id: view.number,
  conversation_id: view.conversation,
  message_id: view.message,
  state: view.state,
  kind: view.kind,
  reason: view.reason,
  retried: view.retried,
})

/** What a replay of everything listed is asked with. */
export const replayOf = (view: View, days: { first: string; last: string }): ReplayChoice =>
  Object.fromEntries(Object.entries(listQuery(view, days)).filter(([, value]) => value !== undefined))

/** Whether everything received is accounted for. */
export const agrees = (sums: CustodySums): boolean => sums.missing === 0

/** What an ended replay came to: every event it looked at is in one part, so that the parts add up to what was looked at, and to the total
 * unless it was stopped. */
export function resultOf(replay: { unchanged: number; changed: number; failed: number; waiting_anyway: number }) {
  const always = ['unchanged', 'changed', 'failed'] as const
  return [...always.map((part) => ({ part, count: replay[part] })), ...(replay.waiting_anyway > 0 ? [{ part: 'waitingAnyway' as const, count: replay.waiting_anyway }] : [])]
}

const countable: readonly string[] = ['first', 'last', 'number', 'state', 'kind', 'reason', 'event'] satisfies (keyof View)[]

/** How many events the sums count for what is listed; null where they do not count by it (one conversation; of what
 * was tried again they count the tries). */
export function countOf(custody: Custody, view: View): number | null {
  if (Object.entries(view).some(([name, value]) => value !== undefined && !countable.includes(name))) return null
  if (view.reason !== undefined)
    return custody.reasons
      .filter((one) => one.reason === view.reason && (!view.kind || one.kind === view.kind) && (!view.state || one.state === view.state))
      .reduce((sum, one) => sum + one.count, 0)
  const sums = view.kind ? custody.kinds.find((one) => one.kind === view.kind)?.sums : custody.total
  return sums?.[view.state ?? 'received'] ?? 0
}

/** How far a replay is, 0 to 1; null before it is known how much there is. */
export function progressOf(replay: { total: number | null; unchanged: number; changed: number; failed: number; waiting_anyway: number; state: string }): number | null {
  if (replay.state === 'done') return 1
  if (replay.total === null) return null
  return replay.total === 0 ? 1 : Math.min(1, (replay.unchanged + replay.changed + replay.failed + replay.waiting_anyway) / replay.total)
}
