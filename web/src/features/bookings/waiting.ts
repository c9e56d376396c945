/** Who waits for a time to become free: read, joined, taken off, offered a time. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { NewWait, Wait } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { everyPage } from '@/lib/pages'
import { useSession } from '@/lib/session'
import { type FreeStart, iso, keys } from './api'

const pages = 10 // of 200: longer a list is read by nobody

/** Who waits now, the longest waiting first; of one person where they are named. */
export const waitsQuery = (tenantId: string, contactId?: string) =>
  queryOptions({
    queryKey: [...keys.waits(tenantId), contactId ?? 'all'] as const,
    queryFn: ({ signal }) => everyPage<Wait>((cursor) => tenantPath(tenantId, 'bookings/waits', { state: 'waiting', contact_id: contactId, cursor, limit: 200 }), signal, pages),
  })

function useWaitCall<Given>(call: (path: (rest: string) => string, given: Given) => Promise<unknown>) {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Given) => call((rest) => tenantPath(tenant.id, `bookings/waits${rest}`), given),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.slots(tenant.id) })
      void client.invalidateQueries({ queryKey: keys.appointments(tenant.id) })
      return client.invalidateQueries({ queryKey: keys.waits(tenant.id) })
    },
  })
}

export const useJoinWait = () => useWaitCall((path, body: NewWait) => request<Wait>(path(''), { method: 'POST', body }))
export const useLeaveWait = () => useWaitCall((path, id: string) => request<undefined>(path(`/${id}`), { method: 'DELETE' }))
/** The time is held for them, and they are asked in the chat. */
export const useOfferTime = () =>
  useWaitCall((path, { id, start }: { id: string; start: FreeStart }) => request<Wait>(path(`/${id}/offers`), { method: 'POST', body: { starts_at: iso(start.at), store_id: start.store } }))
