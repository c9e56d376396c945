/** Moments as people of the business read them: the tenant's time zone, 24 hours, day before month, in both languages. */

export type Zone = { timeZone: string; locale: string }

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(kind: string, { timeZone, locale }: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind}|${timeZone}|${locale}`
  let found = formatters.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'pt-BR', { timeZone, ...options })
    formatters.set(key, found)
  }
  return found
}

const asDate = (at: string | number | Date) => (at instanceof Date ? at : new Date(at))

/** `14:05` */
export function clockTime(at: string | number | Date, zone: Zone): string {
  return formatter('time', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(asDate(at))
}

/** `2026-11-21`: the calendar day in the zone, to compare and to key by. */
export function dayKey(at: string | number | Date, zone: Zone): string {
  const parts = formatter('key', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(asDate(at))
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** Whole calendar days in the zone from `at` to `now`; 0 today, 1 yesterday. */
export function daysAgo(at: string | number | Date, now: number, zone: Zone): number {
  return Math.round((Date.parse(dayKey(now, zone)) - Date.parse(dayKey(at, zone))) / 86_400_000)
}

/** `21/11` this year, `21/11/2025` otherwise. */
export function shortDate(at: string | number | Date, now: number, zone: Zone): string {
  const isSameYear = dayKey(at, zone).slice(0, 4) === dayKey(now, zone).slice(0, 4)
  return formatter(isSameYear ? 'dm' : 'dmy', zone, { day: '2-digit', month: '2-digit', ...(isSameYear ? {} : { year: 'numeric' }) }).format(asDate(at))
}

/** `sábado, 21 de novembro` */
export function longDate(at: string | number | Date, zone: Zone): string {
  return formatter('long', zone, { weekday: 'long', day: 'numeric', month: 'long' }).format(asDate(at))
}

/** `sáb., 21/11` */
export function weekdayDate(at: string | number | Date, zone: Zone): string {
  return formatter('weekday', zone, { weekday: 'short', day: '2-digit', month: '2-digit' }).format(asDate(at))
}

/** `21/11/2026 14:05` */
export function fullMoment(at: string | number | Date, zone: Zone): string {
  const day = formatter('dmy', zone, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(asDate(at))
  return `${day} ${clockTime(at, zone)}`
}

/** A span as its two largest units, `3h12`, `12min`, `45s`, `2d 4h`; never negative. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, '0')}`
  const days = Math.floor(hours / 24)
  return hours % 24 ? `${days}d ${hours % 24}h` : `${days}d`
}

const calendar = (locale: string): Zone => ({ timeZone: 'UTC', locale })
const noon = (day: string) => `${day}T12:00:00Z`

/** Of the day `2026-11-21`: `sábado, 21 de novembro de 2026` */
export function dayName(day: string, locale: string): string {
  return formatter('day', calendar(locale), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(asDate(noon(day)))
}

/** Of every year: `21 de novembro` */
export function dayOfYear(day: string, locale: string): string {
  return formatter('day-of-year', calendar(locale), { day: 'numeric', month: 'long' }).format(asDate(noon(day)))
}

/** Of its month: `novembro de 2026` */
export function monthName(day: string, locale: string): string {
  return formatter('month', calendar(locale), { month: 'long', year: 'numeric' }).format(asDate(noon(day)))
}

/** Of its day of the week: `sábado`, `sáb.`, or one letter. */
export function weekdayName(day: string, locale: string, width: 'long' | 'short' | 'narrow'): string {
  return formatter(`weekday-${width}`, calendar(locale), { weekday: width }).format(asDate(noon(day)))
}

/** `horário padrão de Brasília`: whose clock these times are by, where the reader's own shows another then; none where it is the same. */
export function clockSaid(at: string | number | Date, zone: Zone, own = Intl.DateTimeFormat().resolvedOptions().timeZone): string | null {
  const here = { ...zone, timeZone: own }
  if (fullMoment(at, here) === fullMoment(at, zone)) return null
  const parts = formatter('zone', zone, { timeZoneName: 'longGeneric' }).formatToParts(asDate(at))
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone.timeZone
  return zone.locale === 'en' ? name : name.replace(/^Horário( Padrão)?/, (words) => words.toLowerCase())
}
