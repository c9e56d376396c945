/** Calendars outside and bookings taken elsewhere: what they take, where they disagree with the agenda, and how that is settled. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { BookingFlag, BookingImport, OutsideBusy } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { everyPage } from '@/lib/pages'
import { useSession } from '@/lib/session'
import { iso, keys } from './api'
import { useReadAgain } from './verbs'

const often = 60_000 // what is read of calendars outside is told by no fact

/** What events outside take in `[since, until)`, of everybody or of one resource. */
export const busyQuery = (tenantId: string, since: number, until: number, resource?: string) =>
  queryOptions({
    queryKey: [...keys.outside(tenantId), 'busy', { since, until, resource }] as const,
    queryFn: ({ signal }) => everyPage<OutsideBusy>((cursor) => tenantPath(tenantId, 'bookings/busy', { since: iso(since), until: iso(until), resource_id: resource, cursor, limit: 500 }), signal),
    refetchInterval: often,
  })

/** Appointments that a calendar outside disagrees with, and nobody has looked at. */
export const flagsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: [...keys.outside(tenantId), 'flags'] as const,
    queryFn: ({ signal }) => everyPage<BookingFlag>((cursor) => tenantPath(tenantId, 'bookings/flags', { cursor, limit: 500 }), signal),
  })

/** Bookings taken elsewhere that found no place here. */
export const importsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: [...keys.outside(tenantId), 'imports'] as const,
    queryFn: ({ signal }) => everyPage<BookingImport>((cursor) => tenantPath(tenantId, 'bookings/imports', { cursor, limit: 500 }), signal),
  })

function useSettle<Given extends { id: string; how: string }, Answer>(thing: 'flags' | 'imports') {
  const { tenant } = useSession()
  const client = useQueryClient()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: ({ id, ...body }: Given) => request<Answer>(tenantPath(tenant.id, `bookings/${thing}/${id}/settle`), { method: 'POST', body }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.outside(tenant.id) })
      return readAgain()
    },
  })
}

/** keep: as it is here; follow: as it is outside. */
export const useSettleFlag = () => useSettle<{ id: string; how: 'keep' | 'follow' }, BookingFlag>('flags')
/** again: it is tried once more; set_aside: it needs nothing here. */
export const useSettleImport = () => useSettle<{ id: string; how: 'again' | 'set_aside' }, BookingImport>('imports')
