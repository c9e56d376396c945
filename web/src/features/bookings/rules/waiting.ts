/** The days on which somebody who waits would come. Weekdays as in opening hours, 0 is Monday; none of them means any. */
import type { Appointment } from '@/client/types'
import { addDays, weekdayOf } from '@/lib/days'

type Days = { first_on: string; last_on: string; weekdays: number[] }

/** The first of their days, from today on; none when there is no such weekday left among them. */
export function firstDay({ first_on, last_on, weekdays }: Days, today: string): string | null {
  const first = first_on < today ? today : first_on
  const week = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(first, n))
  return week.find((day) => day <= last_on && (weekdays.length === 0 || weekdays.includes(weekdayOf(day)))) ?? null
}

/** Whether somebody can wait for an earlier time of it: services in a row move together, and nobody waits for those. */
export const canGoEarlier = (one: Pick<Appointment, 'state' | 'visit_id'>): boolean => (one.state === 'pending' || one.state === 'confirmed') && one.visit_id === null
