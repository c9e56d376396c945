import { describe, expect, it } from 'vitest'
import { type Plan, hasHolidays, holdsOn, isDated, planProblems, summary, toKept, toPlans, workdays } from './plans'

const plan = (more: Partial<Plan> = {}): Plan => ({ store: '', from: '', until: '', weekly: workdays, days: [], rest: {}, ...more })

describe('plans', () => {
  it('come back as they were, with what no screen shows', () => {
    const kept = [
      { store_id: null, valid_from: null, valid_until: null, hours: { weekly: workdays, exceptions: [{ on: '2026-12-24', periods: [], note: null }], holidays: { national: true, state: 'SP' } } },
      { store_id: 's1', valid_from: '2027-01-01', valid_until: '2027-01-31', hours: { weekly: [{ weekday: 5, opens: '18:00', closes: '02:00' }], exceptions: [], holidays: { national: false, state: null } } },
    ]
    const plans = toPlans(kept)
    expect(toKept(plans)).toEqual(kept)
    expect(plans.map(isDated)).toEqual([false, true])
    expect(plans.map(hasHolidays)).toEqual([true, false])
  })
  it.each<[string, Plan[], unknown[]]>([
    ['one week', [plan()], [null]],
    ['a week at each store', [plan({ store: 'a' }), plan({ store: 'b' })], [null, null]],
    ['two that hold always', [plan(), plan()], ['twice', 'twice']],
    ['one for a time', [plan(), plan({ from: '2027-01-01', until: '2027-01-31' })], [null, null]],
    ['two for times that meet', [plan({ from: '2027-01-01', until: '2027-01-31' }), plan({ from: '2027-01-31' })], ['twice', 'twice']],
    ['one after the other', [plan({ until: '2027-01-30' }), plan({ from: '2027-01-31' })], [null, null]],
    ['an end before the beginning', [plan({ from: '2027-02-01', until: '2027-01-31' })], ['backward']],
    ['periods that meet', [plan({ weekly: [...workdays, { weekday: 0, opens: '11:00', closes: '14:00' }] })], ['week']],
    ['a day off and other hours on another', [plan({ days: [{ on: '2027-01-04', periods: [], note: 'Folga' }, { on: '2027-01-05', periods: [{ opens: '10:00', closes: '12:00' }], note: null }] })], [null]],
    ['a day that is not said yet', [plan({ days: [{ on: '', periods: [], note: null }] })], ['days']],
    ['a day that is there twice', [plan({ days: [{ on: '2027-01-04', periods: [], note: null }, { on: '2027-01-04', periods: [], note: null }] })], ['days']],
    ['hours of a day that meet', [plan({ days: [{ on: '2027-01-04', periods: [{ opens: '08:00', closes: '12:00' }, { opens: '11:00', closes: '13:00' }], note: null }] })], ['days']],
    ['a time that is not there yet', [plan({ weekly: [{ weekday: 0, opens: '', closes: '14:00' }] })], ['week']],
  ])('%s', (_, plans, problems) => expect(planProblems(plans)).toEqual(problems))
  it('say of which days they speak, and keep them in order', () => {
    const dated = plan({ from: '2027-01-01', until: '2027-01-31', days: [{ on: '2027-01-05', periods: [], note: null }, { on: '2027-01-04', periods: [], note: null }] })
    expect(['2026-12-31', '2027-01-01', '2027-01-31', '2027-02-01'].map((on) => holdsOn(dated, on))).toEqual([false, true, true, false])
    expect(holdsOn(plan(), '2026-12-31')).toBe(true)
    expect((toKept([dated])[0]?.hours.exceptions as { on: string }[]).map(({ on }) => on)).toEqual(['2027-01-04', '2027-01-05'])
  })
  it('are told in few words', () => {
    const [morning, night] = [{ opens: '08:00', closes: '12:00' }, { opens: '19:00', closes: '01:00' }]
    const weekly = [0, 1, 2, 4].map((weekday) => ({ weekday, ...morning })).concat([{ weekday: 2, ...night }])
    expect(summary(weekly)).toEqual([
      { from: 0, to: 1, periods: [morning] },
      { from: 2, to: 2, periods: [morning, night] },
      { from: 4, to: 4, periods: [morning] },
    ])
    expect(summary([])).toEqual([])
  })
})
