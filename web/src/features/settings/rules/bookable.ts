/** How a service is booked: what its dialog takes, how that is typed, and what of it can be kept. Minutes, unless the name says otherwise. */
import type { BookableService } from '@/client/types'
import { type Unit, spelled, units } from './reminders'

/** What the dialog changes; whatever else was set of the service stays. */
export type BookableValues = {
  duration: number
  step: number
  /** Where starts lie: at multiples of the step on the clock, or counted from where the working time begins. */
  grid: 'clock' | 'opening'
  before: number
  after: number
  notice: number
  horizon_days: number
  capacity: number
  /** None: no limit. */
  daily_limit: number | null
  contact_limit: number | null
  /** Until when before the start customers may do so by themselves; 0 until it begins. */
  cancel_notice: number
  reschedule_notice: number
  hold_minutes: number
  /** How long a place that became free is kept for whoever waits for it and is asked. */
  offer_minutes: number
  place: 'store' | 'online'
  needs_professional: boolean
  needs_approval: boolean
  needs: { resource_ids: string[] }[]
  is_public: boolean
  form_url: string | null
}

/** What the server says of a service of which nothing was said. */
export const usualBookable = (duration: number | null): BookableValues => ({
  duration: duration ?? 30,
  step: 15,
  grid: 'clock',
  before: 0,
  after: 0,
  notice: 60,
  horizon_days: 60,
  capacity: 1,
  daily_limit: null,
  contact_limit: null,
  cancel_notice: 0,
  reschedule_notice: 0,
  hold_minutes: 10,
  offer_minutes: 30,
  place: 'store',
  needs_professional: true,
  needs_approval: false,
  needs: [],
  is_public: true,
  form_url: null,
})

export const keptBookable = (kept: BookableService | undefined, duration: number | null): BookableValues => {
  const usual = usualBookable(duration)
  return kept ? ({ ...usual, ...Object.fromEntries(Object.keys(usual).map((name) => [name, kept[name as keyof BookableValues] ?? usual[name as keyof BookableValues]])) } as BookableValues) : usual
}

export const counts = ['duration', 'step', 'before', 'after', 'horizon_days', 'capacity', 'hold_minutes', 'offer_minutes'] as const
export const limits = ['daily_limit', 'contact_limit'] as const
export const notices = ['notice', 'cancel_notice', 'reschedule_notice'] as const
export type Count = (typeof counts)[number]
export type Limit = (typeof limits)[number]
export type Notice = (typeof notices)[number]

/** What the server takes; of notices in minutes. */
export const bounds: Record<Count | Limit | Notice, readonly [number, number]> = {
  duration: [5, 1440],
  step: [5, 480],
  before: [0, 480],
  after: [0, 480],
  horizon_days: [1, 730],
  capacity: [1, 500],
  hold_minutes: [1, 120],
  offer_minutes: [5, 720],
  daily_limit: [1, 1000],
  contact_limit: [1, 100],
  notice: [0, 60 * units.days],
  cancel_notice: [0, 30 * units.days],
  reschedule_notice: [0, 30 * units.days],
}
export const resourceLimit = [1, 500] as const

export type Span = { amount: string; unit: Unit }
export type Typed = Record<Count | Limit, string> & Record<Notice, Span> & { form_url: string }
export type Name = Count | Limit | Notice | 'form_url'

/** A whole number within bounds; null where nothing stands, undefined for everything else. */
export function readLimit(typed: string, [least, most]: readonly [number, number]): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  return /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined
}

/** Minutes; undefined for what is none, or too many. */
export function readSpan({ amount, unit }: Span, [least, most]: readonly [number, number]): number | undefined {
  const minutes = /^\d{1,5}$/.test(amount.trim()) ? Number(amount) * units[unit] : NaN
  return minutes >= least && minutes <= most ? minutes : undefined
}

/** In the largest unit that it is a whole number of; none at all is hours. */
export function typedSpan(minutes: number): Span {
  const { amount, unit } = spelled(minutes)
  return { amount: String(amount), unit: minutes === 0 ? 'hours' : unit }
}

/** The address of a page, null where nothing stands, undefined for what the server would refuse: it takes secure addresses only. */
export function readLink(typed: string): string | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  return /^https:\/\/\S+$/.test(text) && text.length <= 500 && !hasOtherPlace(text) ? text : undefined
}

/** Where the appointment's id is put into the link of a form. */
export const codePlace = '{{agendamento}}'

/** Whether there is another place in the link than the id's, or that stands in the name of the site. */
export function hasOtherPlace(typed: string): boolean {
  const rest = typed.replaceAll(codePlace, '')
  return /\{\{|\}\}/.test(rest) || (typed.includes(codePlace) && !/^https?:\/\/[^/?#{}]+[/?#]/.test(typed.trim()))
}

export const typedBookable = (values: BookableValues): Typed =>
  ({
    ...Object.fromEntries(counts.map((name) => [name, String(values[name])])),
    ...Object.fromEntries(limits.map((name) => [name, values[name]?.toString() ?? ''])),
    ...Object.fromEntries(notices.map((name) => [name, typedSpan(values[name])])),
    form_url: values.form_url ?? '',
  }) as Typed

/** What was typed as values, and the names of those that are none. */
export function readBookable(typed: Typed): { values: Partial<BookableValues>; wrong: Name[] } {
  const read: [Name, unknown][] = [
    ...counts.map((name): [Name, unknown] => [name, readLimit(typed[name], bounds[name]) ?? undefined]),
    ...limits.map((name): [Name, unknown] => [name, readLimit(typed[name], bounds[name])]),
    ...notices.map((name): [Name, unknown] => [name, readSpan(typed[name], bounds[name])]),
    ['form_url', readLink(typed.form_url)],
  ]
  return { values: Object.fromEntries(read.filter(([, value]) => value !== undefined)), wrong: read.filter(([, value]) => value === undefined).map(([name]) => name) }
}
