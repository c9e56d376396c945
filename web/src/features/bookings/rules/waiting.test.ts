import { expect, it } from 'vitest'
import { firstDay } from './waiting'

const monday = '2026-11-23'
const days = (first_on: string, last_on: string, ...weekdays: number[]) => ({ first_on, last_on, weekdays })

it.each([
  [days('2026-11-24', '2026-11-30'), '2026-11-24'],
  [days('2026-11-01', '2026-11-30'), monday],
  [days('2026-11-24', '2026-11-30', 1, 3), '2026-11-24'],
  [days('2026-11-25', '2026-11-30', 1, 3), '2026-11-26'],
  [days('2026-11-24', '2026-11-30', 0), '2026-11-30'],
  [days('2026-11-24', '2026-11-29', 0), null],
  [days('2026-11-16', '2026-11-24', 6), null], // that Sunday is over
  [days('2026-11-16', '2026-11-22'), null],
])('the first day of %o from that Monday on is %s', (asked, first) => {
  expect(firstDay(asked, monday)).toBe(first)
})
