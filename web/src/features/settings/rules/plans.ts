/** Editing when somebody works: one week for always, others at a store or for a time. Which holds on a day is the server's to say. */
import type { BookingResource } from '@/client/types'
import type { DayException, Period, WeeklyPeriod } from '../wire'
import { byDay, exceptionProblem, toWeekly, weekProblems } from './hours'

type Kept = BookingResource['plans'][number]
/** Of a plan's hours, what no screen changes: it is given back as it came. */
type Rest = Record<string, unknown>
/** Empty text is no store in particular, and no day from or until which it holds. `days`: single days that are otherwise than the week. */
export type Plan = { store: string; from: string; until: string; weekly: WeeklyPeriod[]; days: DayException[]; rest: Rest }

export const MOST_PLANS = 50

export const workdays: WeeklyPeriod[] = [0, 1, 2, 3, 4].flatMap((weekday) => [
  { weekday, opens: '08:00', closes: '12:00' },
  { weekday, opens: '13:00', closes: '18:00' },
])

export const toPlans = (kept: readonly Kept[]): Plan[] =>
  kept.map(({ store_id, valid_from, valid_until, hours: { weekly, exceptions, ...rest } }) => ({
    store: store_id ?? '',
    from: valid_from ?? '',
    until: valid_until ?? '',
    weekly: (weekly ?? []) as WeeklyPeriod[],
    days: (exceptions ?? []) as DayException[],
    rest,
  }))

export const toKept = (plans: readonly Plan[]): Kept[] =>
  plans.map(({ store, from, until, weekly, days, rest }) => ({ store_id: store || null, valid_from: from || null, valid_until: until || null, hours: { ...rest, weekly: toWeekly(byDay(weekly)), exceptions: [...days].sort((a, b) => a.on.localeCompare(b.on)) } }))

/** Holds on some days in place of what holds always. */
export const isDated = ({ from, until }: Plan): boolean => from !== '' || until !== ''

/** Public holidays of its own, which a program may have written. */
export function hasHolidays({ rest }: Plan): boolean {
  const { holidays } = rest as { holidays?: { national?: boolean; state?: string | null; optional?: boolean } }
  return Boolean(holidays?.national) || Boolean(holidays?.state) || Boolean(holidays?.optional)
}

/** Whether the plan holds on that day at all: of others its own days say nothing. */
export const holdsOn = ({ from, until }: Plan, on: string): boolean => (!from || from <= on) && (!until || on <= until)

export type PlanProblem = 'week' | 'days' | 'backward' | 'twice'

/** What stands in the way of saving each plan. Two that say the same of the same days are one too many: only their dates differ from
 * what their author meant. */
export function planProblems(plans: readonly Plan[]): (PlanProblem | null)[] {
  return plans.map((plan, at) => {
    if (weekProblems(byDay(plan.weekly)).some((day) => day.some((problem) => problem !== null))) return 'week'
    if (plan.days.some((_, n) => exceptionProblem(plan.days, n) !== null)) return 'days'
    if (plan.from && plan.until && plan.until < plan.from) return 'backward'
    const isSame = (other: Plan) => other.store === plan.store && isDated(other) === isDated(plan) && (!plan.until || !other.from || other.from <= plan.until) && (!other.until || !plan.from || plan.from <= other.until)
    return plans.some((other, n) => n !== at && isSame(other)) ? 'twice' : null
  })
}

/** The week in few words: neighbouring days that are alike stand together. */
export function summary(weekly: readonly WeeklyPeriod[]): { from: number; to: number; periods: Period[] }[] {
  const days = byDay(weekly).map((periods) => [...periods].sort((a, b) => a.opens.localeCompare(b.opens)))
  const found: { from: number; to: number; periods: Period[] }[] = []
  days.forEach((periods, weekday) => {
    const last = found.at(-1)
    if (periods.length === 0) return
    if (last && last.to === weekday - 1 && JSON.stringify(last.periods) === JSON.stringify(periods)) last.to = weekday
    else found.push({ from: weekday, to: weekday, periods })
  })
  return found
}
