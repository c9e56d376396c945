/** Dates and times as people type and paste them: day before month and 24 hours, whatever the browser's own language has. Inside they
 * are `2026-11-21` and `14:05`; empty is none. */

const two = (text: string) => text.padStart(2, '0')

/** The day, if there is such a one from 1900 to 2199. */
function dayOf(year: string, month: string, day: string): string {
  const at = `${year}-${two(month)}-${two(day)}`
  const found = new Date(`${at}T12:00:00Z`)
  return /^(19|20|21)/.test(year) && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(at) ? at : ''
}

// Of two digits for the year: whoever stopped after these may have been on the way to 2026.
const halves = ['19', '20', '21']

/** A day and a month that stand there without a whole year. */
export const lacksYear = (text: string): boolean => readDate(text) === '' && /^\d{1,2}\s*[/.\-\s]\s*\d{1,2}(\s*[/.\-\s]\s*\d{0,3})?$/.test(text.trim())

/** What somebody who is done typing meant: `1/2/2026`, `01.02.26`, `01022026`, or a date as machines write it. Of two digits, 70 to 99 are
 * of the last century; 19 to 21 are the beginning of a year. */
export function readDate(text: string): string {
  const given = text.trim()
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?$/.exec(given)
  if (iso) return dayOf(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '')
  const said = /^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})$/.exec(given) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(given)
  const [, day = '', month = '', year = ''] = said ?? []
  if (!said || halves.includes(year)) return ''
  return dayOf(year.length === 2 ? `${Number(year) < 70 ? 20 : 19}${year}` : year, month, day)
}

/** `21/11/2026` */
export const writeDate = (day: string): string => (day ? `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}` : '')

/** `14:05`; `14:05:00` is the wire's. */
export const writeTime = (time: string): string => time.slice(0, 5)

/** What somebody who is done typing meant: `9`, `930`, `9h30`, `14:05`, `2:05 pm`; `24:00` is midnight. */
export function readTime(text: string): string {
  const given = text.trim().toLowerCase().replace(/^24[:h.]?(00)?$/, '00:00')
  const said = /^(\d{1,2})(?:\s*[:h.]\s*(\d{2})?(?::\d{2})?\s*(?:min|m)?)?\s*([ap])?\.?(?:m\.?)?$/.exec(given) ?? /^(\d{1,2})(\d{2})$/.exec(given)
  const [, hour = '', minute = '00', half] = said ?? []
  if (!said || Number(minute) > 59 || Number(hour) > (half ? 12 : 23) || (half && Number(hour) === 0)) return ''
  return `${two(String(half ? (Number(hour) % 12) + (half === 'p' ? 12 : 0) : Number(hour)))}:${minute}`
}

/** A field's text while somebody types: groups of so many digits with a mark between them. `first`: a first digit above it is a group by
 * itself. `halves`: letters that may come after. */
type Mask = { sizes: readonly number[]; mark: string; marks: RegExp; first?: number; halves?: RegExp; read: (text: string) => string; write: (value: string) => string }

/** Marks come by themselves while digits are added at the end; what is taken away or changed in the middle is left alone, and what
 * comes all at once (pasted, or filled in by a program) is read as a whole, or stays to be refused. */
function masked(next: string, before: string, { sizes, mark, marks, first, halves, read, write }: Mask): string {
  if (next.length < before.length) return next
  if (!next.startsWith(before) || next.length > before.length + 1) return write(read(next)) || next.slice(0, 40)
  if (/[^\d/:]/.test(before)) return next
  const added = next.slice(before.length)
  const groups = before.split(mark)
  const last = groups.at(-1) ?? ''
  const size = sizes[groups.length - 1] ?? 0
  if (halves?.test(added) && before !== '') return next
  if (/\d/.test(added)) {
    if (before === '' && first !== undefined && Number(added) > first) return `${added.padStart(size, '0')}${mark}`
    if (last.length >= size) return groups.length < sizes.length ? `${before}${mark}${added}` : before
    return last.length + 1 === size && groups.length < sizes.length ? `${next}${mark}` : next
  }
  return marks.test(added) && last !== '' && groups.length < sizes.length ? `${before.slice(0, before.length - last.length)}${last.padStart(size, '0')}${mark}` : before
}

const dates: Mask = { sizes: [2, 2, 4], mark: '/', marks: /[/.\-\s]/, read: readDate, write: writeDate }
const times: Mask = { sizes: [2, 2], mark: ':', marks: /[:h.\s]/i, first: 2, halves: /[ap]/i, read: readTime, write: writeTime }

export const maskDate = (next: string, before: string): string => masked(next, before, dates)
export const maskTime = (next: string, before: string): string => masked(next, before, times)
