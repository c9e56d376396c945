import { describe, expect, it } from 'vitest'
import { passingAxis } from './clock'
import { shownRange, sideBySide, snapped, withinDay } from './layout'

const item = (name: string, from: number, to: number) => ({ item: name, from, to })
const lanes = (items: ReturnType<typeof item>[], least = 0) => Object.fromEntries(sideBySide(items, least).map((one) => [one.item, `${one.lane}/${one.lanes}`]))

describe('appointments of a column', () => {
  it('have its whole width when they only touch', () => expect(lanes([item('a', 60, 90), item('b', 90, 120)])).toEqual({ a: '0/1', b: '0/1' }))
  it('stand side by side when they overlap, and a lane that is free again is used again', () => {
    expect(lanes([item('a', 0, 60), item('b', 30, 90), item('c', 60, 120)])).toEqual({ a: '0/2', b: '1/2', c: '0/2' })
    expect(lanes([item('a', 0, 60), item('b', 0, 60), item('c', 0, 60)])).toEqual({ a: '0/3', b: '1/3', c: '2/3' })
  })
  it('are apart from a group that is over', () => expect(lanes([item('a', 0, 60), item('b', 30, 40), item('c', 60, 90)])).toEqual({ a: '0/2', b: '1/2', c: '0/1' }))
  it('overlap when they are too short to be pressed', () => expect(lanes([item('a', 0, 5), item('b', 5, 30)], 15)).toEqual({ a: '0/2', b: '1/2' }))
  it('never cover each other', () => {
    const many = Array.from({ length: 60 }, (_, n) => item(String(n), (n * 37) % 300, ((n * 37) % 300) + 10 + ((n * 13) % 50)))
    const placed = sideBySide(many)
    expect(placed).toHaveLength(60)
    for (const a of placed) for (const b of placed) if (a !== b && a.from < b.to && b.from < a.to) expect(`${a.lane}/${a.lanes}`).not.toBe(`${b.lane}/${b.lanes}`)
  })
})

describe('what is shown of a day', () => {
  const axis = passingAxis('2026-11-21', 'America/Sao_Paulo')
  it('is the part that lies in it', () => {
    expect(withinDay(axis.start - 60 * 60_000, axis.start + 30 * 60_000, axis)).toEqual({ from: 0, to: 30 })
    expect(withinDay(axis.end - 30 * 60_000, axis.end + 60 * 60_000, axis)).toEqual({ from: 1410, to: 1440 })
    expect(withinDay(axis.end, axis.end + 60_000, axis)).toBeNull()
  })
  it('is whole hours with one around, never beyond the day', () => {
    expect(shownRange([[510, 1100]], 1440)).toEqual([420, 1200])
    expect(shownRange([[510, 700]], 1440)).toEqual([420, 1020]) // ten hours at least
    expect(shownRange([[1380, 1410]], 1440)).toEqual([840, 1440])
    expect(shownRange([[0, 1440]], 1440)).toEqual([0, 1440])
    expect(shownRange([], 1440)).toEqual([420, 1140])
  })
  it('snaps to the grid within it', () => {
    expect(snapped(607, 15, 1440)).toBe(600)
    expect(snapped(608, 15, 1440)).toBe(615)
    expect([snapped(-40, 30, 1440), snapped(9999, 30, 1440)]).toEqual([0, 1410])
  })
})
