/** Days of the business as instants and back, on days of 23 and 25 hours too. A day is `2026-11-21`; instants are milliseconds. */

import { addDays } from '@/lib/days'

export { addDays, addMonths, monthOf, weekOf, weekdayOf } from '@/lib/days'

export const MINUTE = 60_000
const DAY = 86_400_000

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone)
  if (!found) {
    const two = '2-digit'
    found = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: two, day: two, hour: two, minute: two, second: two })
    formatters.set(timeZone, found)
  }
  return found
}

/** What the zone's clock shows at the instant, as if that were UTC. */
function wallAt(at: number, timeZone: string): number {
  const shown = Object.fromEntries(formatterOf(timeZone).formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Record<string, number>
  return Date.UTC(shown.year ?? 0, (shown.month ?? 1) - 1, shown.day, shown.hour, shown.minute, shown.second)
}

/** The first instant at which the zone's clock shows that many minutes after the day's midnight, or a later time where it skips them. */
export function instantOf(day: string, minutes: number, timeZone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE
  const offset = (at: number) => wallAt(at, timeZone) - at
  const earlier = wanted - offset(wanted - DAY) // by the clock of the day before
  if (wallAt(earlier, timeZone) === wanted) return earlier
  const later = wanted - offset(wanted + DAY)
  if (wallAt(later, timeZone) === wanted) return later
  let [before, after] = [Math.min(earlier, later), Math.max(earlier, later)] // the clock jumps in between
  while (after - before > MINUTE) {
    const middle = before + Math.floor((after - before) / (2 * MINUTE)) * MINUTE
    if (wallAt(middle, timeZone) < wanted) before = middle
    else after = middle
  }
  return after
}

/** One day as a line of minutes: where an instant lies on it, and which instant lies at a minute. */
export type Axis = {
  day: string
  start: number
  end: number
  /** Minutes from its beginning to its end. */
  length: number
  at: (instant: number) => number
  instant: (minute: number) => number
}

/** Minutes that pass: a day of 25 hours is 1500 long, and no two instants share a place. */
export function passingAxis(day: string, timeZone: string): Axis {
  const [start, end] = [instantOf(day, 0, timeZone), instantOf(addDays(day, 1), 0, timeZone)]
  return { day, start, end, length: (end - start) / MINUTE, at: (instant) => (instant - start) / MINUTE, instant: (minute) => start + minute * MINUTE }
}

/** Minutes that the clock shows: every day is 1440 long, so that days stand beside each other under one row of hours. */
export function clockAxis(day: string, timeZone: string): Axis {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const [start, end] = [instantOf(day, 0, timeZone), instantOf(addDays(day, 1), 0, timeZone)]
  return {
    day,
    start,
    end,
    length: 1440,
    at: (instant) => (wallAt(instant, timeZone) - midnight) / MINUTE,
    instant: (minute) => instantOf(day, minute, timeZone),
  }
}
