import { describe, expect, it } from 'vitest'
import type { Appointment } from '@/client/types'
import { actionsOf, isTime, moved } from './states'
import { viewOf } from './view'

const id = '0190a0a0-0000-7000-8000-000000000001'

it('reads what an address means and leaves the rest out', () => {
  expect(viewOf({ day: '2026-11-21', view: 'week', kind: 'rooms', resource: id, cancelled: true, appointment: id, x: 1 })).toEqual({
    day: '2026-11-21', view: 'week', kind: 'rooms', resource: id, cancelled: true, appointment: id,
  })
  expect(viewOf({ day: '2026-02-40', view: 'year', resource: '1', state: 'gone', service: '7', store: 3, cancelled: 'yes' })).toEqual({})
})

it('reads filters, and whose agenda it is', () => {
  expect(viewOf({ view: 'month', resource: 'all', service: id, state: 'pending' })).toEqual({ view: 'month', resource: 'all', service: id, state: 'pending' })
  expect(viewOf({ list: 'waits' })).toEqual({ list: 'waits' })
  expect(viewOf({ list: 'orders' })).toEqual({})
})

describe('an appointment', () => {
  const one = { state: 'confirmed', starts_at: '2026-11-21T12:00:00Z', ends_at: '2026-11-21T12:30:00Z', resource_ids: ['ana', 'room'], resources: [] as Appointment['resources'] } as Appointment
  it('is missed or completed once it has begun', () => {
    expect(actionsOf(one)).toEqual(['complete', 'no-show', 'move', 'resize', 'cancel'])
    expect(isTime('no-show', one.starts_at, Date.parse(one.starts_at) - 1)).toBe(false)
    expect(isTime('no-show', one.starts_at, Date.parse(one.starts_at))).toBe(true)
    expect(isTime('cancel', one.starts_at, 0)).toBe(true)
  })
  it('keeps its length and its room when it is moved to somebody else', () => {
    expect(moved(one, Date.parse('2026-11-21T14:00:00Z'), 'ana', 'bia')).toMatchObject({ starts_at: '2026-11-21T14:00:00.000Z', ends_at: '2026-11-21T14:30:00.000Z', resource_ids: ['bia', 'room'] })
  })
})
