/** How services are booked and when professionals work: the agenda's setup, as the settings change it. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { BookableService, BookingResource, Closure } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import type { BookableValues } from './rules/bookable'

type Items<T> = { items: T[] }

// below what they follow: a service or professional that came or went changes them, too
const bookablesKey = (tenantId: string) => ['settings', tenantId, 'services', 'bookings'] as const
const resourcesKey = (tenantId: string) => ['settings', tenantId, 'professionals', 'bookings'] as const

export const bookablesQuery = (tenantId: string) =>
  queryOptions({ queryKey: bookablesKey(tenantId), queryFn: async ({ signal }) => (await request<Items<BookableService>>(tenantPath(tenantId, 'bookings/services'), { signal })).items })

export const resourcesQuery = (tenantId: string) =>
  queryOptions({ queryKey: resourcesKey(tenantId), queryFn: async ({ signal }) => (await request<Items<BookingResource>>(tenantPath(tenantId, 'bookings/resources'), { signal })).items })

const closuresKey = (tenantId: string) => ['settings', tenantId, 'closures'] as const

/** Closures of today and later, or, with `since`, of that day and later. */
export const closuresQuery = (tenantId: string, since?: string) =>
  queryOptions({
    queryKey: [...closuresKey(tenantId), since ?? 'ahead'],
    queryFn: async ({ signal }) => (await request<Items<Closure>>(tenantPath(tenantId, 'bookings/closures', { since }), { signal })).items,
  })

function useSettled() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return () => Promise.all([bookablesKey(tenant.id), resourcesKey(tenant.id), closuresKey(tenant.id), ['bookings', tenant.id]].map((queryKey) => client.invalidateQueries({ queryKey })))
}

/** The service is booked like this, or, with `null`, no more. */
export function useWriteBookable(serviceId: string, kept: BookableService | undefined) {
  const { tenant } = useSession()
  const onSettled = useSettled()
  return useMutation({
    mutationFn: (values: BookableValues | null) => {
      const path = tenantPath(tenant.id, `bookings/services/${serviceId}`)
      if (values === null) return request<undefined>(path, { method: 'DELETE' })
      const { service_id, name, price_cents, currency, is_active, professional_ids, ...before } = kept ?? ({} as Partial<BookableService>)
      void [service_id, name, price_cents, currency, is_active, professional_ids] // the business's own, not of the booking
      return request<BookableService>(path, { method: 'PUT', body: { ...before, ...values } })
    },
    onSettled,
  })
}

/** The professional works by these plans; without any, as the store is open. `version`: of those that were seen; others are not overwritten. */
export function useWritePlans(resourceId: string) {
  const { tenant } = useSession()
  const onSettled = useSettled()
  return useMutation({
    mutationFn: (body: { plans: BookingResource['plans']; version: string }) => request<BookingResource>(tenantPath(tenant.id, `bookings/resources/${resourceId}/plans`), { method: 'PUT', body }),
    onSettled,
  })
}

export type ClosureValues = Omit<Closure, 'id'>

/** Days on which nothing is offered come and go. */
export function useClosures() {
  const { tenant } = useSession()
  const onSettled = useSettled()
  const path = tenantPath(tenant.id, 'bookings/closures')
  return {
    add: useMutation({ mutationFn: (body: ClosureValues) => request<Closure>(path, { method: 'POST', body }), onSettled }),
    remove: useMutation({ mutationFn: (id: string) => request<undefined>(`${path}/${id}`, { method: 'DELETE' }), onSettled }),
  }
}

/** No colour: one that few others have. No limit of a day: as many as fit. */
export type ThingValues = { kind: 'room' | 'equipment'; name: string; store_id: string | null; color: string | null; daily_limit: number | null; is_active: boolean }

/** Rooms and equipment come, change and go; of a professional only what the agenda knows of them changes. */
export function useResources() {
  const { tenant } = useSession()
  const onSettled = useSettled()
  const path = tenantPath(tenant.id, 'bookings/resources')
  return {
    add: useMutation({ mutationFn: (body: ThingValues) => request<BookingResource>(path, { method: 'POST', body }), onSettled }),
    change: useMutation({
      mutationFn: ({ id, ...body }: { id: string } & Partial<Omit<ThingValues, 'kind'> & { user_id: string | null }>) => request<BookingResource>(`${path}/${id}`, { method: 'PATCH', body }),
      onSettled,
    }),
    remove: useMutation({ mutationFn: (id: string) => request<undefined>(`${path}/${id}`, { method: 'DELETE' }), onSettled }),
  }
}
