import { expect, it } from 'vitest'
import { repeatOf, weekly } from './repeat'

it('asks for so many, or until a day', () => {
  expect(repeatOf(weekly, '2026-11-22')).toEqual({ unit: 'week', every: 1, count: 4, until: null })
  expect(repeatOf({ ...weekly, kind: 'month', ends: 'until', until: '2027-03-01' }, '2026-11-22')).toEqual({ unit: 'month', every: 1, count: null, until: '2027-03-01' })
})

it.each([
  [{ kind: 'weeks' as const, every: '0' }, 'every'],
  [{ kind: 'weeks' as const, every: 'dois' }, 'every'],
  [{ kind: 'weeks' as const, every: '53' }, 'every'],
  [{ count: '1' }, 'count'],
  [{ count: '105' }, 'count'],
  [{ count: '' }, 'count'],
  [{ ends: 'until' as const }, 'until'],
  [{ ends: 'until' as const, until: '2026-11-22' }, 'until'],
])('says what of %j cannot be meant', (change, wrong) => {
  expect(repeatOf({ ...weekly, ...change }, '2026-11-22')).toBe(wrong)
})
