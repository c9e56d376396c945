import { expect, test } from 'vitest'
import { shutDays } from './shut'

const zone = 'America/Sao_Paulo'
const at = (day: string, hour: string) => `${day}T${hour}:00-03:00`
const span = (day: string, from: string, to: string) => ({ since: at(day, from), until: at(day, to) })
const [friday, saturday, sunday, monday] = ['2026-12-25', '2026-12-26', '2026-12-27', '2026-12-28'] as const
const days = [friday, saturday, sunday, monday]
const hours = {
  items: [
    { resource_id: 'ana', spans: [span(saturday, '22:00', '23:30'), span(monday, '08:00', '12:00')] },
    { resource_id: 'beto', spans: [span(monday, '13:00', '18:00')] },
  ],
}
const christmas = { ...span(friday, '00:00', '23:59'), reason: 'Natal' }

test('a day is shut when none of them works, with the reason that somebody gave', () => {
  expect([...shutDays(days, ['ana', 'beto'], hours, [christmas], zone)]).toEqual([[friday, 'Natal'], [sunday, '']])
  expect([...shutDays(days, ['beto'], hours, [christmas], zone).keys()]).toEqual([friday, saturday, sunday])
})

test('an hour that is closed shuts no day on which somebody works', () => {
  expect(shutDays([monday], ['ana'], hours, [{ ...span(monday, '11:00', '13:00'), reason: 'Reunião' }], zone).size).toBe(0)
})

test('of whom nothing is known nothing is said', () => {
  expect(shutDays(days, ['carla'], hours, [christmas], zone).size).toBe(0)
  expect(shutDays(days, [], hours, [christmas], zone).size).toBe(0)
})
