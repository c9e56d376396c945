/** Times as visitors read them: by the place's clock, and their own beside it where it shows another hour. */
import { clockTime, dayKey, longDate, shortDate, weekdayDate, type Zone } from '@/lib/dates'
import type { Slot } from './wire'
import { language } from './words'

export const zoneOf = (timeZone: string): Zone => ({ timeZone, locale: language() })

const own = Intl.DateTimeFormat().resolvedOptions().timeZone

/** `qui., 26/11, 14:05` */
export const moment = (at: string, timeZone: string) => `${weekdayDate(at, zoneOf(timeZone))}, ${clockTime(at, zoneOf(timeZone))}`

/** `quinta-feira, 26 de novembro, 14:05` */
export const longMoment = (at: string, timeZone: string) => `${longDate(at, zoneOf(timeZone))}, ${clockTime(at, zoneOf(timeZone))}`

/** `26/11 14:05`, with the year where it is another. */
export const shortMoment = (at: string, timeZone: string) => `${shortDate(at, Date.now(), zoneOf(timeZone))} ${clockTime(at, zoneOf(timeZone))}`

/** The visitor's own zone when its clock shows another time then; none when it is the same hour. */
export function otherZone(at: string, timeZone: string): string | null {
  const here = zoneOf(own)
  const there = zoneOf(timeZone)
  return clockTime(at, here) === clockTime(at, there) && dayKey(at, here) === dayKey(at, there) ? null : own
}

/** `Horário Padrão de Brasília` */
export function zoneName(at: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(language(), { timeZone, timeZoneName: 'long' }).formatToParts(new Date(at))
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
}

/** What the place's clock and the visitor's own show then. */
export function clocksAt(at: string, timeZone: string): { there: string; here: string } {
  return { there: clockTime(at, zoneOf(timeZone)), here: clockTime(at, zoneOf(own)) }
}

export type Part = 'morning' | 'afternoon' | 'evening'

/** Slots by local day, and of each day by its part; one of each start. */
export function byDay(slots: readonly Slot[], timeZone: string): Map<string, Map<Part, Slot[]>> {
  const days = new Map<string, Map<Part, Slot[]>>()
  const seen = new Set<string>()
  for (const slot of slots) {
    if (seen.has(slot.starts_at)) continue
    seen.add(slot.starts_at)
    const key = dayKey(slot.starts_at, zoneOf(timeZone))
    const hour = Number(clockTime(slot.starts_at, zoneOf(timeZone)).slice(0, 2))
    const part = hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
    const day = days.get(key) ?? new Map<Part, Slot[]>()
    day.set(part, [...(day.get(part) ?? []), slot])
    days.set(key, day)
  }
  return days
}
