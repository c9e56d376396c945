import { describe, expect, it } from 'vitest'
import { MINUTE, addDays, addMonths, clockAxis, instantOf, monthOf, passingAxis, weekOf, weekdayOf } from './clock'

const at = (text: string) => Date.parse(text)
const saoPaulo = 'America/Sao_Paulo'
const lisbon = 'Europe/Lisbon' // forward on 29 March 2026 at 01:00, back on 25 October at 02:00

describe('a month', () => {
  it('is whole weeks, of four to six', () => {
    expect(monthOf('2027-02-17')).toHaveLength(4) // Monday the 1st to Sunday the 28th
    const august = monthOf('2026-08-31')
    expect([august[0]?.[0], august.at(-1)?.[6], august.length]).toEqual(['2026-07-27', '2026-09-06', 6])
  })
  it('on from its last day is the last day of a shorter one', () => {
    expect([addMonths('2027-01-31', 1), addMonths('2026-12-15', 1), addMonths('2027-03-31', -1)]).toEqual(['2027-02-28', '2027-01-15', '2027-02-28'])
  })
})

describe('a day of the business', () => {
  it('is made of instants by its own clock', () => {
    expect(instantOf('2026-11-21', 0, saoPaulo)).toBe(at('2026-11-21T03:00:00Z'))
    expect(instantOf('2026-11-21', 9 * 60 + 30, saoPaulo)).toBe(at('2026-11-21T12:30:00Z'))
    expect(instantOf('2026-11-21', 25 * 60, saoPaulo)).toBe(at('2026-11-22T04:00:00Z'))
  })
  it('has 23 hours when the clock is put forward, and an hour it skips begins when the skipping ends', () => {
    const axis = passingAxis('2026-03-29', lisbon)
    expect(axis.length).toBe(23 * 60)
    expect(axis.at(at('2026-03-29T01:00:00Z'))).toBe(60) // 02:00 on the clock
    expect(instantOf('2026-03-29', 90, lisbon)).toBe(at('2026-03-29T01:00:00Z'))
  })
  it('has 25 hours when it is put back, and no two instants share a place', () => {
    const axis = passingAxis('2026-10-25', lisbon)
    expect(axis.length).toBe(25 * 60)
    expect([at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')].map(axis.at)).toEqual([90, 150]) // 01:30 twice
    for (const minute of [0, 90, 150, 1499]) expect(axis.at(axis.instant(minute))).toBe(minute)
    expect(instantOf('2026-10-25', 90, lisbon)).toBe(at('2026-10-25T00:30:00Z')) // the first of the two
  })
  it('begins later where midnight is skipped', () => {
    const axis = passingAxis('2018-11-04', saoPaulo)
    expect(axis.start).toBe(at('2018-11-04T03:00:00Z'))
    expect(axis.length).toBe(23 * 60)
  })
  it('stands beside others by what the clock shows', () => {
    const axis = clockAxis('2026-03-29', lisbon)
    expect(axis.length).toBe(1440)
    expect(axis.at(at('2026-03-29T09:00:00Z'))).toBe(600)
    expect(axis.instant(600)).toBe(at('2026-03-29T09:00:00Z'))
    expect(axis.end - axis.start).toBe(23 * 60 * MINUTE)
  })
})

it('counts days over months, and weeks from Monday', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
  expect(weekdayOf('2026-11-23')).toBe(0)
  expect(weekOf('2026-11-22')).toEqual(['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'])
})
