import { describe, expect, it } from 'vitest'
import { instantOf } from './clock'
import { type Place, type Span, joined, without, workingOn } from './working'

const timeZone = 'America/Sao_Paulo'
const day = '2026-11-23' // a Monday
const clock = (spans: readonly Span[]) => spans.map(([from, to]) => [from, to].map((at) => (at - instantOf(day, 0, timeZone)) / 60_000 / 60))
const store = (more: object = {}): Place => ({ id: 's1', is_active: true, hours: { weekly: [{ weekday: 0, opens: '08:00', closes: '18:00' }], ...more } })
const plan = (weekly: object[], more: object = {}) => ({ store_id: null, hours: { weekly }, valid_from: null, valid_until: null, ...more })
const resource = (plans: ReturnType<typeof plan>[] = []) => ({ id: 'r1', store_id: null, plans })
const closure = (more: object) => ({ id: 'c', first_on: day, last_on: day, store_id: null, resource_id: null, since: null, until: null, reason: '', ...more })
const working = (of: Partial<Parameters<typeof workingOn>[0]>) => clock(workingOn({ resource: resource(), day, places: [store()], closures: [], timeZone, ...of }))

describe('spans', () => {
  it('are joined and taken away', () => {
    expect(joined([[5, 8], [1, 3], [3, 4], [6, 7]])).toEqual([[1, 4], [5, 8]])
    expect(without([[0, 10]], [[2, 3], [5, 20]])).toEqual([[0, 2], [3, 5]])
  })
})

describe('when somebody works', () => {
  it('is when the store is open, without a plan', () => expect(working({})).toEqual([[8, 18]]))
  it('is what the plans say, with breaks and past midnight from the day before', () => {
    const plans = [plan([{ weekday: 0, opens: '08:00', closes: '12:00' }, { weekday: 0, opens: '13:30', closes: '20:00' }, { weekday: 6, opens: '22:00', closes: '02:00' }])]
    expect(working({ resource: resource(plans) })).toEqual([[0, 2], [8, 12], [13.5, 20]])
  })
  it('is nothing on days for which no plan holds, or at another store', () => {
    expect(working({ resource: resource([plan([{ weekday: 0, opens: '08:00', closes: '12:00' }], { valid_until: '2026-11-22' })]) })).toEqual([])
    expect(working({ resource: resource([plan([{ weekday: 0, opens: '08:00', closes: '12:00' }], { store_id: 's2' })]) })).toEqual([])
  })
  it('is no longer than the store is open on a date for which it says something else', () => {
    const places = [store({ exceptions: [{ on: day, periods: [{ opens: '09:00', closes: '11:00' }] }] })]
    expect(working({ places })).toEqual([[9, 11]])
    expect(working({ places, resource: resource([plan([{ weekday: 0, opens: '08:00', closes: '10:00' }])]) })).toEqual([[9, 10]])
  })
  it('is not while closed, for everybody or for them', () => {
    expect(working({ closures: [closure({})] })).toEqual([])
    expect(working({ closures: [closure({ resource_id: 'r1', since: '12:00:00', until: '13:00:00' })] })).toEqual([[8, 12], [13, 18]])
    expect(working({ closures: [closure({ resource_id: 'r2' }), closure({ store_id: 's2' })] })).toEqual([[8, 18]])
  })
})
