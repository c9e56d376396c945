/** What people do in the agenda: each verb shows its outcome at once and has everything read again. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Appointment, NewAppointment, OfCustomer, RegisteredCustomer } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { iso, keys } from './api'
import { type Act, moved } from './rules/states'

/** What is shown of the appointment is this, wherever it is shown. */
function useShow() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return (one: Appointment) => {
    client.setQueriesData<Appointment[] | OfCustomer>({ queryKey: keys.appointments(tenant.id) }, (all) => (Array.isArray(all) ? all.map((other) => (other.id === one.id ? { ...one, history: undefined } : other)) : all))
    if (one.history) client.setQueryData(keys.appointment(tenant.id, one.id), one)
  }
}

/** Reads again what a verb may have changed: of one appointment, or of all that are open. */
export function useReadAgain() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return (id?: string) => {
    void client.invalidateQueries({ queryKey: id ? keys.appointment(tenant.id, id) : keys.opened(tenant.id) })
    void client.invalidateQueries({ queryKey: keys.slots(tenant.id) })
    void client.invalidateQueries({ queryKey: keys.outside(tenant.id) })
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

/** A customer who never wrote: known from now on, or whoever has the number already. */
export function useAddCustomer() {
  const { tenant } = useSession()
  return useMutation({ mutationFn: (typed: { name: string; phone: string }) => request<RegisteredCustomer>(tenantPath(tenant.id, 'bookings/customers'), { method: 'POST', body: typed }) })
}

/** The customer is called so here, in the conversations too. */
export function useRenameCustomer() {
  const { tenant } = useSession()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => request<unknown>(tenantPath(tenant.id, `contacts/${id}`), { method: 'PATCH', body: { name } }),
    onSettled: () => readAgain(),
  })
}

/** Takes up, approves, completes, marks as missed, cancels or takes a cancellation back. */
export function useAct() {
  const { tenant } = useSession()
  const show = useShow()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: ({ id, action, reason }: { id: string; action: Act; reason?: string }) =>
      request<Appointment>(tenantPath(tenant.id, `bookings/appointments/${id}/${action}`), { method: 'POST', body: action === 'cancel' ? { reason: reason ?? '' } : undefined }),
    onSuccess: show,
    onSettled: (_data, _error, { id }) => readAgain(id),
  })
}

/** Changes of one appointment are asked for one after the other: each says from where it is thought to go. */
const inTurn = { id: 'appointment-changes' }

/** `from` and `to`: the professional or room of the column before and after, none where it is nobody's in particular. `things`: the rooms
 * and equipment that it is to have; those it has, where they are not named. */
export type Move = { appointment: Appointment; startsAt: number; from: string | null; to: string | null; toKind?: 'professional' | 'thing'; things?: string[]; store?: string | null; overbook?: boolean; reason?: string }

/** The appointment stands at the new time at once, and goes back when the server refuses. */
export function useMove() {
  const { tenant } = useSession()
  const client = useQueryClient()
  const show = useShow()
  const readAgain = useReadAgain()
  return useMutation({
    scope: inTurn,
    mutationFn: ({ appointment, startsAt, to, toKind, things, store, overbook, reason }: Move) =>
      request<Appointment>(tenantPath(tenant.id, `bookings/appointments/${appointment.id}/reschedule`), {
        method: 'POST',
        body: {
          starts_at: iso(startsAt),
          was_starts_at: appointment.starts_at,
          ...(toKind === 'thing' ? { resource_ids: things ?? (to ? [to] : []) } : { professional_id: to, resource_ids: things ?? [] }),
          store_id: store ?? null,
          overbook: overbook ?? false,
          reason: reason ?? '',
        },
      }),
    onMutate: async ({ appointment, startsAt, from, to }) => {
      await client.cancelQueries({ queryKey: keys.appointments(tenant.id) })
      show({ ...moved(appointment, startsAt, from, to), history: undefined })
    },
    onSuccess: show,
    onError: (_error, { appointment }) => show(appointment),
    onSettled: (_data, _error, { appointment }) => readAgain(appointment.id),
  })
}

export type Resize = { appointment: Appointment; endsAt: number; overbook?: boolean; reason?: string }

/** The appointment lasts as long at once, and as long as before when the server refuses. */
export function useResize() {
  const { tenant } = useSession()
  const client = useQueryClient()
  const show = useShow()
  const readAgain = useReadAgain()
  return useMutation({
    scope: inTurn,
    mutationFn: ({ appointment, endsAt, overbook, reason }: Resize) =>
      request<Appointment>(tenantPath(tenant.id, `bookings/appointments/${appointment.id}/resize`), {
        method: 'POST',
        body: { ends_at: iso(endsAt), was_starts_at: appointment.starts_at, was_ends_at: appointment.ends_at, overbook: overbook ?? false, reason: reason ?? '' },
      }),
    onMutate: async ({ appointment, endsAt }) => {
      await client.cancelQueries({ queryKey: keys.appointments(tenant.id) })
      show({ ...appointment, ends_at: iso(endsAt), history: undefined })
    },
    onSuccess: show,
    onError: (_error, { appointment }) => show(appointment),
    onSettled: (_data, _error, { appointment }) => readAgain(appointment.id),
  })
}
