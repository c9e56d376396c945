/** What the agenda asks; its verbs are in `verbs.ts`. Everything is read under `['bookings', tenant, thing]`; facts and verbs make it read again. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AgendaHours, Appointment, BookableService, BookingOverlaps, BookingResource, Customer, NamedStart, OfCustomer, Slots, Store, VisitStarts } from '@/client/types'
import { ApiError, request, tenantPath } from '@/lib/http'
import { everyPage } from '@/lib/pages'
import type { State } from './rules/states'

type Items<T> = { items: T[] }

export const keys = {
  all: (tenantId: string) => ['bookings', tenantId] as const,
  setup: (tenantId: string) => ['bookings', tenantId, 'setup'] as const,
  appointments: (tenantId: string) => ['bookings', tenantId, 'appointments'] as const,
  appointment: (tenantId: string, id: string) => ['bookings', tenantId, 'appointment', id] as const,
  opened: (tenantId: string) => ['bookings', tenantId, 'appointment'] as const,
  waits: (tenantId: string) => ['bookings', tenantId, 'waits'] as const,
  outside: (tenantId: string) => ['bookings', tenantId, 'outside'] as const,
  unreminded: (tenantId: string) => ['bookings', tenantId, 'unreminded'] as const,
  offClock: (tenantId: string) => ['bookings', tenantId, 'off-clock'] as const,
  slots: (tenantId: string) => ['bookings', tenantId, 'slots'] as const,
}

const setup = <T>(thing: string, path: string) => (tenantId: string) =>
  queryOptions({
    queryKey: [...keys.setup(tenantId), thing] as const,
    queryFn: async ({ signal }) => (await request<Items<T>>(tenantPath(tenantId, path), { signal })).items,
    staleTime: 5 * 60_000,
  })

export const servicesQuery = setup<BookableService>('services', 'bookings/services')
export const resourcesQuery = setup<BookingResource>('resources', 'bookings/resources')
export const storesQuery = setup<Store>('stores', 'stores')

/** When everybody works from the first day to the last, and what is closed: by the rules that offer times. */
export const hoursQuery = (tenantId: string, first: string, last: string, store: string | undefined, locale: string) =>
  queryOptions({
    queryKey: [...keys.setup(tenantId), 'hours', { first, last, store, locale }] as const,
    queryFn: ({ signal }) => request<AgendaHours>(tenantPath(tenantId, 'bookings/working', { first, last, store_id: store, locale: locale.startsWith('en') ? 'en' : 'pt-BR' }), { signal }),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  })

const living = ['hold', 'pending', 'confirmed', 'completed', 'no_show'] as const

export type Stretch = { since: number; until: number; store: string | undefined; service: string | undefined; state: State | undefined; cancelled: boolean }

export const iso = (at: number) => new Date(at).toISOString()

/** Appointments that begin in `[since, until)`, all of them. */
export const appointmentsQuery = (tenantId: string, { since, until, store, service, state, cancelled }: Stretch) =>
  queryOptions({
    queryKey: [...keys.appointments(tenantId), { since, until, store, service, state, cancelled }] as const,
    queryFn: ({ signal }) => {
      const states = (state ? [state] : [...living, ...(cancelled ? ['cancelled'] : [])]).map((one) => `&state=${one}`).join('')
      return everyPage<Appointment>((cursor) => tenantPath(tenantId, 'bookings/appointments', { since: iso(since), until: iso(until), store_id: store, service_id: service, cursor, limit: 500 }) + states, signal)
    },
  })

export const appointmentQuery = (tenantId: string, id: string) =>
  queryOptions({
    queryKey: keys.appointment(tenantId, id),
    queryFn: ({ signal }) => request<Appointment>(tenantPath(tenantId, `bookings/appointments/${id}`), { signal }),
  })

/** A service, and with whom: anybody unless said. */
export type Part = { service: string; professional?: string }

/** What is to begin: services in a row, an appointment (`moving`) or a visit (`visit`) that is to go there. */
export type Wanted = { parts: readonly Part[]; store?: string; moving?: string; visit?: string }

/** When it could begin, where, and by which clock that place goes; `store` is null for online, both where it is the server's to choose. */
export type FreeStart = { at: number; store: string | null; zone: string | null }

/** One start for each of several stores: the first of them is taken. */
const firsts = (all: readonly FreeStart[]): FreeStart[] => [...new Map([...all].reverse().map((one) => [one.at, one])).values()].reverse()

/** Every start in `[since, until)`, a month at most. */
export const startsQuery = (tenantId: string, { parts, store, moving, visit }: Wanted, since: number, until: number) =>
  queryOptions({
    queryKey: [...keys.slots(tenantId), { parts, store, moving, visit, since, until }] as const,
    queryFn: async ({ signal }): Promise<FreeStart[]> => {
      const when = { since: iso(since), until: iso(until) }
      const inRow = async (path: string) => firsts((await request<VisitStarts>(path, { signal })).items.map((one) => ({ at: Date.parse(one.starts_at), store: one.store_id, zone: one.timezone })))
      if (visit) return inRow(tenantPath(tenantId, `bookings/visits/${visit}/starts`, when))
      const [one] = parts
      if (parts.length > 1) {
        const each = parts.map(({ service, professional }) => `&service_id=${service}&professional_id=${professional || 'any'}`).join('')
        return inRow(tenantPath(tenantId, 'bookings/visit-starts', { ...when, store_id: store }) + each)
      }
      const path = tenantPath(tenantId, 'bookings/slots', { ...when, service_id: one?.service, professional_id: one?.professional, store_id: store, moving, as_staff: 'true' })
      const { items, stores, timezone } = await request<Slots>(path, { signal })
      const clocks = new Map(stores.map((place) => [place.id, place.timezone]))
      return firsts(items.map((slot) => ({ at: Date.parse(slot.starts_at), store: slot.store_id, zone: clocks.get(slot.store_id ?? '') ?? timezone })))
    },
    staleTime: 0,
  })

/** People who wrote to the business, by name or number. */
export const customersQuery = (tenantId: string, words: string) =>
  queryOptions({
    queryKey: ['bookings', tenantId, 'customers', words] as const,
    queryFn: async ({ signal }) => (await request<Items<Customer>>(tenantPath(tenantId, 'bookings/customers', { q: words }), { signal })).items,
  })

/** What a customer has ahead, and had. */
export const ofCustomerQuery = (tenantId: string, contactId: string) =>
  queryOptions({
    queryKey: [...keys.appointments(tenantId), 'of', contactId] as const,
    queryFn: ({ signal }) => request<OfCustomer>(tenantPath(tenantId, `bookings/customers/${contactId}/appointments`), { signal }),
  })

/** What a customer has already at any of these times, each so many minutes long. */
export const overlapsQuery = (tenantId: string, contactId: string, starts: readonly number[], minutes: number) =>
  queryOptions({
    queryKey: [...keys.appointments(tenantId), 'overlaps', contactId, { starts, minutes }] as const,
    queryFn: ({ signal }) => request<BookingOverlaps>(tenantPath(tenantId, `bookings/customers/${contactId}/overlaps`, { minutes }) + starts.map((at) => `&at=${iso(at)}`).join(''), { signal }),
  })

/** The times that a refusal offers instead; null when it is not about a time being taken. */
export function alternativesOf(error: unknown): FreeStart[] | null {
  if (!(error instanceof ApiError) || !['slot_taken', 'hold_expired'].includes(error.code)) return null
  return freeStarts(error)
}

/** The times that a refusal names as free. */
export function freeStarts(error: ApiError): FreeStart[] {
  const { alternatives } = error.params as { alternatives?: NamedStart[] }
  return (alternatives ?? []).map(({ starts_at, store_id, timezone }) => ({ at: Date.parse(starts_at), store: store_id, zone: timezone }))
}

/** What of a series cannot be: when, why (a word), and what is free instead, by which clock. */
export type RefusedDate = { at: number; code: string; alternatives: number[]; zone?: string }

type Named = { starts_at: string; code: string | null; alternatives: readonly Pick<NamedStart, 'starts_at' | 'timezone'>[] }

export const refusedDates = (all: readonly Named[]): RefusedDate[] =>
  all.flatMap(({ starts_at, code, alternatives }) => (code ? [{ at: Date.parse(starts_at), code, alternatives: alternatives.map((one) => Date.parse(one.starts_at)), zone: alternatives[0]?.timezone }] : []))

/** What of a series a refusal names; null when it is not about that. */
export function refusedOf(error: unknown): RefusedDate[] | null {
  if (!(error instanceof ApiError) || !['series_taken', 'nothing_restored'].includes(error.code)) return null
  return refusedDates((error.params as { refused?: Named[] }).refused ?? [])
}

/** Until when something may last instead, which is taken later; null when that was not the matter. */
export function freeUntilOf(error: unknown): number | null {
  const at = error instanceof ApiError ? Date.parse(String(error.params.free_until)) : NaN
  return Number.isNaN(at) ? null : at
}

/** Where an appointment is that somebody changed before what was asked of it was done, and whether they changed only how long it lasts; null
 * when that was not the matter. */
export function movedTo(error: unknown): { at: number; until: number; isLength: boolean } | null {
  if (!(error instanceof ApiError) || error.code !== 'appointment_moved') return null
  return { at: Date.parse(String(error.params.starts_at)), until: Date.parse(String(error.params.ends_at)), isLength: error.field === 'was_ends_at' }
}
