import { describe, expect, it } from 'vitest'
import { passingAxis } from './clock'
import { columnsIn, fitting, shownRange, sideBySide, snapped, withinDay } from './layout'

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

describe('a column with fewer lanes than it takes', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => item(name, 60, 120))
  it('leaves its last lane for how many others there are, and when', () => {
    const { shown, more } = fitting(sideBySide([...five, item('f', 90, 150), item('g', 200, 230)]), 3)
    expect(shown.map((one) => `${one.item} ${one.lane}/${one.lanes}`)).toEqual(['a 0/3', 'b 1/3', 'g 0/1'])
    expect(more).toEqual([{ from: 60, to: 150, count: 4 }])
  })
  it('leaves nobody out where all have one', () => expect(fitting(sideBySide(five), 5)).toEqual({ shown: sideBySide(five), more: [] }))
  it('counts apart what is apart, though one long appointment runs along both', () => {
    const { shown, more } = fitting(sideBySide([item('long', 0, 300), ...five, ...five.map((one) => ({ ...one, from: 120, to: 180 }))]), 2)
    expect(shown.map((one) => one.item)).toEqual(['long'])
    expect(more).toEqual([{ from: 60, to: 120, count: 5 }, { from: 120, to: 180, count: 5 }])
  })
  it.each([2, 3, 5, 8])('covers none and loses none of forty in %d lanes', (fit) => {
    const many = Array.from({ length: 40 }, (_, n) => item(String(n), (n * 37) % 300, ((n * 37) % 300) + 10 + ((n * 13) % 50)))
    const { shown, more } = fitting(sideBySide(many), fit)
    expect(shown.length + more.reduce((sum, { count }) => sum + count, 0)).toBe(40)
    const drawn = [...shown.map((one) => ({ ...one, isMore: false })), ...more.map((one) => ({ ...one, lane: fit - 1, lanes: fit, isMore: true }))]
    const sides = (one: (typeof drawn)[number]) => [one.lane / one.lanes, (one.lane + 1) / one.lanes] as const
    for (const a of drawn)
      for (const b of drawn) {
        if (a === b || a.from >= b.to || b.from >= a.to) continue
        const [[left, right], [start, end]] = [sides(a), sides(b)]
        expect(right <= start + 1e-9 || end <= left + 1e-9).toBe(true)
      }
  })
  it('is as wide as its day needs, within what can be read at once', () => {
    expect(columnsIn([5, 1, 9], 0)).toEqual([{ least: 238, fit: 5 }, { least: 104, fit: 2 }, { least: 238, fit: 5 }])
    const wide = columnsIn([5, 1, 9], 1160)
    expect(wide.map(({ fit }) => fit)).toEqual([10, 4, 10])
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
