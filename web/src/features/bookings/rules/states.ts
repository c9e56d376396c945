/** What a state looks like, and what may be done in it. The server decides; here only what is offered. */
import type { Appointment } from '@/client/types'

export type State = Appointment['state']
export type Act = 'take' | 'approve' | 'complete' | 'no-show' | 'cancel' | 'restore'
export type Action = Act | 'move' | 'resize'

/** Colours of a block; its word stands beside them. */
export const toneOf: Record<State, 'neutral' | 'wait' | 'accent' | 'ok' | 'danger'> = {
  hold: 'neutral',
  pending: 'wait',
  confirmed: 'accent',
  completed: 'ok',
  no_show: 'danger',
  cancelled: 'neutral',
  expired: 'neutral',
}

const offered: Record<State, readonly Action[]> = {
  hold: ['take', 'move', 'resize', 'cancel'],
  pending: ['approve', 'move', 'resize', 'cancel'],
  confirmed: ['complete', 'no-show', 'move', 'resize', 'cancel'],
  completed: ['no-show'],
  no_show: ['complete'],
  cancelled: ['restore'],
  expired: ['take'],
}

/** All there are, in the order of an appointment's life. */
export const states = Object.keys(toneOf) as readonly State[]

const afterStart: readonly Action[] = ['complete', 'no-show']

export const actionsOf = ({ state }: Pick<Appointment, 'state'>): readonly Action[] => offered[state]

/** Whether it can be done now: nobody came or missed what has not begun. */
export const isTime = (action: Action, startsAt: string, now: number): boolean => !afterStart.includes(action) || Date.parse(startsAt) <= now

export const mayMove = (one: Pick<Appointment, 'state'>): boolean => offered[one.state].includes('move')

/** Whether somebody booked on the page under another name than the customer's with that number. */
export const isGuest = (one: Pick<Appointment, 'contact_name' | 'guest_name'>): boolean => {
  const folded = (name: string | null | undefined) => (name ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
  return Boolean(one.guest_name) && folded(one.guest_name) !== folded(one.contact_name)
}

/** The appointment as it is shown while the server is asked to move it. */
export function moved(one: Appointment, startsAt: number, from: string | null, to: string | null): Appointment {
  const lasts = Date.parse(one.ends_at) - Date.parse(one.starts_at)
  return {
    ...one,
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + lasts).toISOString(),
    resource_ids: from && to && from !== to ? one.resource_ids.map((id) => (id === from ? to : id)) : one.resource_ids,
    resources: from && to && from !== to ? one.resources.filter(({ id }) => id !== from) : one.resources,
  }
}
