/** The agenda's calls. Everything is read under `['bookings', tenant, thing]`; facts and verbs make it read again. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  Appointment,
  AppointmentPage,
  BookableService,
  BookingResource,
  Closure,
  ConversationSummary,
  NewAppointment,
  Page,
  Slots,
  Store,
  TeamMember,
} from '@/client/types'
import { ApiError, request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { type Action, moved } from './rules/states'

type Items<T> = { items: T[] }

export const keys = {
  all: (tenantId: string) => ['bookings', tenantId] as const,
  setup: (tenantId: string) => ['bookings', tenantId, 'setup'] as const,
  appointments: (tenantId: string) => ['bookings', tenantId, 'appointments'] as const,
  appointment: (tenantId: string, id: string) => ['bookings', tenantId, 'appointment', id] as const,
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
export const closuresQuery = setup<Closure>('closures', 'bookings/closures')
export const storesQuery = setup<Store>('stores', 'stores')
export const peopleQuery = setup<TeamMember>('people', 'team')

const living = ['hold', 'pending', 'confirmed', 'completed', 'no_show'] as const
const pages = 20 // of 500: more in a week nobody reads on a screen

export type Stretch = { since: number; until: number; store: string | undefined; cancelled: boolean }

const iso = (at: number) => new Date(at).toISOString()

/** Appointments that begin in `[since, until)`, all of them. */
export const appointmentsQuery = (tenantId: string, { since, until, store, cancelled }: Stretch) =>
  queryOptions({
    queryKey: [...keys.appointments(tenantId), { since, until, store, cancelled }] as const,
    queryFn: async ({ signal }) => {
      const found: Appointment[] = []
      let cursor: string | null = null
      for (let page = 0; page < pages; page++) {
        const states = [...living, ...(cancelled ? ['cancelled'] : [])].map((state) => `&state=${state}`).join('')
        const path = tenantPath(tenantId, 'bookings/appointments', { since: iso(since), until: iso(until), store_id: store, cursor, limit: 500 })
        const read: AppointmentPage = await request<AppointmentPage>(path + states, { signal })
        found.push(...read.items)
        cursor = read.next_cursor
        if (!cursor) break
      }
      return found
    },
  })

export const appointmentQuery = (tenantId: string, id: string) =>
  queryOptions({
    queryKey: keys.appointment(tenantId, id),
    queryFn: ({ signal }) => request<Appointment>(tenantPath(tenantId, `bookings/appointments/${id}`), { signal }),
  })

export type SlotQuestion = { service: string; since: number; until: number; store?: string; professional?: string }

const slotsPath = (tenantId: string, asked: SlotQuestion) =>
  tenantPath(tenantId, 'bookings/slots', {
    service_id: asked.service,
    since: iso(asked.since),
    until: iso(asked.until),
    store_id: asked.store,
    professional_id: asked.professional,
    as_staff: 'true',
  })

export const slotsQuery = (tenantId: string, asked: SlotQuestion) =>
  queryOptions({
    queryKey: [...keys.slots(tenantId), asked] as const,
    queryFn: ({ signal }) => request<Slots>(slotsPath(tenantId, asked), { signal }),
    staleTime: 0,
  })

/** People who wrote to the business, by name or number. */
export const contactsQuery = (tenantId: string, words: string) =>
  queryOptions({
    queryKey: ['bookings', tenantId, 'contacts', words] as const,
    queryFn: async ({ signal }) => {
      const found = await request<Page<ConversationSummary>>(tenantPath(tenantId, 'conversations', { filter: 'all', status: 'any', q: words, limit: 20 }), { signal })
      return [...new Map(found.items.map((one) => [one.contact.id, one])).values()].slice(0, 8)
    },
  })

/** The times that a refusal offers instead, as instants; null when it is not about a time being taken. */
export function alternativesOf(error: unknown): number[] | null {
  if (!(error instanceof ApiError) || !['slot_taken', 'hold_expired'].includes(error.code)) return null
  const given: unknown = error.params.alternatives
  return Array.isArray(given) ? given.map((at) => Date.parse(String(at))).filter((at) => !Number.isNaN(at)) : []
}

/** What is shown of the appointment is this, wherever it is shown. */
function useShow() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return (one: Appointment) => {
    client.setQueriesData<Appointment[]>({ queryKey: keys.appointments(tenant.id) }, (all) => all?.map((other) => (other.id === one.id ? { ...one, history: undefined } : other)))
    if (one.history) client.setQueryData(keys.appointment(tenant.id, one.id), one)
  }
}

function useReadAgain() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return (id?: string) => {
    if (id) void client.invalidateQueries({ queryKey: keys.appointment(tenant.id, id) })
    void client.invalidateQueries({ queryKey: keys.slots(tenant.id) })
    return client.invalidateQueries({ queryKey: keys.appointments(tenant.id) })
  }
}

/** Somebody has this time, or is told what is free instead. */
export function useBook() {
  const { tenant } = useSession()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: (wish: NewAppointment) => request<Appointment>(tenantPath(tenant.id, 'bookings/appointments'), { method: 'POST', body: wish }),
    onSettled: () => readAgain(),
  })
}

/** Takes up, approves, completes, marks as missed or cancels. */
export function useAct() {
  const { tenant } = useSession()
  const show = useShow()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: ({ id, action, reason }: { id: string; action: Exclude<Action, 'move'>; reason?: string }) =>
      request<Appointment>(tenantPath(tenant.id, `bookings/appointments/${id}/${action}`), { method: 'POST', body: action === 'cancel' ? { reason: reason ?? '' } : undefined }),
    onSuccess: show,
    onSettled: (_data, _error, { id }) => readAgain(id),
  })
}

/** `from` and `to`: the professional before and after, none where nobody in particular does it. */
export type Move = { appointment: Appointment; startsAt: number; from: string | null; to: string | null }

/** The appointment stands at the new time at once, and goes back when the server refuses. */
export function useMove() {
  const { tenant } = useSession()
  const client = useQueryClient()
  const show = useShow()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: ({ appointment, startsAt, to }: Move) =>
      request<Appointment>(tenantPath(tenant.id, `bookings/appointments/${appointment.id}/reschedule`), { method: 'POST', body: { starts_at: iso(startsAt), professional_id: to } }),
    onMutate: async ({ appointment, startsAt, from, to }) => {
      await client.cancelQueries({ queryKey: keys.appointments(tenant.id) })
      show({ ...moved(appointment, startsAt, from, to), history: undefined })
    },
    onSuccess: show,
    onError: (_error, { appointment }) => show(appointment),
    onSettled: (_data, _error, { appointment }) => readAgain(appointment.id),
  })
}
