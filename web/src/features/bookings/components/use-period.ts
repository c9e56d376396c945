import { longDate, shortDate, weekdayDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useZone } from '@/lib/session'
import { instantOf, weekOf } from '../rules/clock'
import type { View } from '../rules/view'

/** The days that a view shows, in words. */
export function usePeriod(view: View['view'], day: string, isShort = false): string {
  const zone = useZone()
  const now = useNow(60_000)
  const noon = (on: string) => instantOf(on, 720, zone.timeZone)
  if (view === 'month') return new Intl.DateTimeFormat(zone.locale, { month: 'long', year: 'numeric', timeZone: zone.timeZone }).format(noon(day))
  const week = weekOf(day)
  if (view === 'week') return `${shortDate(noon(week[0] ?? day), now, zone)} – ${shortDate(noon(week[6] ?? day), now, zone)}`
  return (isShort ? weekdayDate : longDate)(noon(day), zone)
}
