import { expect, it } from 'vitest'
import { clockKept, lateness } from './lateness'

const had = { from_state: null, to_state: 'confirmed' as const, to_starts_at: '2026-11-22T12:00:00Z', to_ends_at: '2026-11-22T12:30:00Z', resources: [{ id: 'lia', kind: 'professional' as const, name: 'Dra. Lia' }], reason: '' }
const said = { ...had, from_state: 'confirmed' as const }

it.each([
  ['late', 0],
  ['late:15', 15],
  ['latest', null],
  ['', null],
])('where nothing changed, %s is what the customer said', (reason, minutes) => {
  expect(lateness({ ...said, reason }, had)).toBe(minutes)
})

it.each([
  ['it begins at another time', { to_starts_at: '2026-11-22T13:00:00Z', to_ends_at: '2026-11-22T13:30:00Z' }],
  ['it is longer', { to_ends_at: '2026-11-22T13:00:00Z' }],
  ['somebody else does it', { resources: [] }],
  ['it was cancelled', { to_state: 'cancelled' as const }],
])('the same word is a reason where %s', (_, other) => {
  expect(lateness({ ...said, ...other, reason: 'late' }, had)).toBeNull()
})

it('where nothing changed, another local time was agreed, which is told with the one before', () => {
  const reason = 'clock_kept:2026-11-22T09:00:America/Rio_Branco'
  expect(clockKept({ ...said, reason }, had)).toEqual({ before: '2026-11-22T09:00', timeZone: 'America/Rio_Branco' })
  expect(clockKept({ ...said, reason }, undefined)).toBeNull()
  expect(clockKept({ ...said, to_starts_at: '2026-11-22T13:00:00Z', reason }, had)).toBeNull()
  expect(clockKept({ ...said, reason: 'clock' }, had)).toBeNull()
})
