/** Editing opening hours: days with periods, what is wrong with them, copying. Whether a place is open now is the server's to say. */
import type { DayException, Hours, Period, WeeklyPeriod } from '../wire'

export const weekdays = [0, 1, 2, 3, 4, 5, 6] as const
const MINUTES_A_DAY = 1440
const time = /^([01]\d|2[0-3]):[0-5]\d$/

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
const asTime = (value: number): string => `${String(Math.floor((value % MINUTES_A_DAY) / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`

/** Closes on the next day: at or before the opening time. The same time twice is a whole day. */
export const isPastMidnight = ({ opens, closes }: Period): boolean => closes <= opens

/** Start and end in minutes from the day's midnight; the end may pass 1440. */
export function spanOf(period: Period): [number, number] {
  return [minutes(period.opens), minutes(period.closes) + (isPastMidnight(period) ? MINUTES_A_DAY : 0)]
}

/** In the order given: a period stays where it stands while its times are typed; the server sorts what is kept. */
export function byDay(weekly: readonly WeeklyPeriod[]): Period[][] {
  return weekdays.map((weekday) => weekly.filter((period) => period.weekday === weekday).map(({ opens, closes }) => ({ opens, closes })))
}

export const toWeekly = (days: readonly (readonly Period[])[]): WeeklyPeriod[] =>
  days.flatMap((periods, weekday) => periods.map((period) => ({ weekday, opens: period.opens, closes: period.closes })))

export type PeriodProblem = 'incomplete' | 'overlap' | 'overlapsNextDay'

/** What is wrong with each period of one day; null where nothing is. `next` are the periods of the day after. */
export function dayProblems(periods: readonly Period[], next: readonly Period[] = []): (PeriodProblem | null)[] {
  return periods.map((period, index) => {
    if (!time.test(period.opens) || !time.test(period.closes)) return 'incomplete'
    const [from, to] = spanOf(period)
    const crosses = (other: Period, shift: number) => {
      if (!time.test(other.opens) || !time.test(other.closes)) return false
      const [start, end] = spanOf(other)
      return from < end + shift && start + shift < to
    }
    if (periods.some((other, at) => at !== index && crosses(other, 0))) return 'overlap'
    if (next.some((other) => crosses(other, MINUTES_A_DAY))) return 'overlapsNextDay'
    return null
  })
}

export const weekProblems = (days: readonly (readonly Period[])[]): (PeriodProblem | null)[][] =>
  days.map((periods, weekday) => dayProblems(periods, days[(weekday + 1) % 7] ?? []))

/** A period that fits after the others of the day: a whole day's work first, then an afternoon after lunch. */
export function nextPeriod(periods: readonly Period[]): Period {
  const last = periods.at(-1)
  if (!last || !time.test(last.closes)) return { opens: '08:00', closes: '18:00' }
  const [, end] = spanOf(last)
  const opens = Math.min(end + 60, MINUTES_A_DAY - 60)
  return { opens: asTime(opens), closes: asTime(Math.max(opens + 60, Math.min(opens + 300, 18 * 60)) % MINUTES_A_DAY) }
}

/** The days with the periods of `from` on each of `targets`. */
export const copyDay = (days: readonly Period[][], from: number, targets: readonly number[]): Period[][] =>
  days.map((periods, weekday) => (targets.includes(weekday) ? (days[from] ?? []).map((period) => ({ ...period })) : periods))

export type ExceptionProblem = 'noDate' | 'repeated' | PeriodProblem

export function exceptionProblem(exceptions: readonly DayException[], index: number): ExceptionProblem | null {
  const one = exceptions[index]
  if (!one?.on) return 'noDate'
  if (exceptions.some((other, at) => at !== index && other.on === one.on)) return 'repeated'
  return dayProblems(one.periods).find((problem) => problem !== null) ?? null
}

/** True when nothing in the hours stands in the way of saving. */
export function areHoursSound(hours: Hours): boolean {
  return weekProblems(byDay(hours.weekly)).every((day) => day.every((problem) => problem === null)) && hours.exceptions.every((_, index) => exceptionProblem(hours.exceptions, index) === null)
}
