/** What an ownership or case event says, from the facts' names and payloads; names of people come from the payload when given. */
import type { TimelineEvent } from '@/client/types'

export type EventText =
  | { key: 'assumed' | 'returned' | 'unassigned' | 'case_closed'; params: { name: string } }
  | { key: 'assigned'; params: { actor: string; name: string } }
  | { key: 'returnedAuto' | 'toBot' | 'handedOff' | 'toNobody' | 'phoneApp' | 'case_opened' | 'case_closedAuto' | 'merged' | 'split' | 'handoff_requested' | 'handoff_overdue' | 'not_reminded' | 'running_late'; params?: undefined }
  | { key: 'other'; params: { name: string } }

type Bag = Record<string, unknown>
const bag = (value: unknown): Bag => (typeof value === 'object' && value !== null ? (value as Bag) : {})
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function side(payload: Bag, name: 'from' | 'to'): { kind: string | null; userId: string | null; userName: string | null } {
  const nested = bag(payload[name])
  const user = bag(nested.user ?? payload[`${name}_user`])
  return {
    kind: text(payload[`${name}_kind`]) ?? text(nested.kind) ?? text(payload[name]),
    userId: text(payload[`${name}_user_id`]) ?? text(user.id),
    userName: text(user.name) ?? text(payload[`${name}_user_name`]),
  }
}

/** `nameOf` knows colleagues by id. */
export function describeEvent(event: TimelineEvent, nameOf: (userId: string) => string | null): EventText {
  const name = event.name.split('.').at(-1) ?? event.name
  const actorId = event.actor.startsWith('user:') ? event.actor.slice(5) : null
  const actor = actorId ? (nameOf(actorId) ?? '—') : null
  if (name === 'case_opened') return { key: 'case_opened' }
  if (name === 'case_closed') return actor ? { key: 'case_closed', params: { name: actor } } : { key: 'case_closedAuto' }
  if (name === 'handoff_requested' && (event.payload.reason === 'not_reminded' || event.payload.reason === 'running_late')) return { key: event.payload.reason }
  if (name === 'handoff_requested' || name === 'handoff_overdue') return { key: name }
  if (/merged|joined|rehomed/.test(name)) return { key: 'merged' }
  if (/undone|split/.test(name)) return { key: 'split' }
  if (name !== 'ownership_changed' && name !== 'assigned') return { key: 'other', params: { name: event.name } }

  const from = side(event.payload, 'from')
  const to = side(event.payload, 'to')
  if (to.kind === 'person') {
    const person = to.userName ?? (to.userId ? nameOf(to.userId) : null) ?? actor ?? '—'
    const isOwn = !actor || (to.userId && actorId === to.userId) || actor === person
    return isOwn ? { key: 'assumed', params: { name: person } } : { key: 'assigned', params: { actor, name: person } }
  }
  if (to.kind === 'bot') return actor ? { key: 'returned', params: { name: actor } } : { key: from.kind === 'person' ? 'returnedAuto' : 'toBot' }
  if (event.payload.reason === 'phone_app') return { key: 'phoneApp' }
  if (from.kind === 'bot' && !actor) return { key: 'handedOff' }
  return actor ? { key: 'unassigned', params: { name: actor } } : { key: 'toNobody' }
}
