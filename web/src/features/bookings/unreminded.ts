/** Whom no reminder reached: people see to it, and say so. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { FailedReminder } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { everyPage } from '@/lib/pages'
import { useSession } from '@/lib/session'
import { keys } from './api'

/** Appointments ahead whose customer was not reminded, and nobody has seen to it. */
export const unremindedQuery = (tenantId: string) =>
  queryOptions({
    queryKey: keys.unreminded(tenantId),
    queryFn: ({ signal }) => everyPage<FailedReminder>((cursor) => tenantPath(tenantId, 'bookings/reminders/failed', { cursor, limit: 500 }), signal),
  })

/** The customer knows, or need not. */
export function useSettleReminder() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request(tenantPath(tenant.id, `bookings/reminders/${id}/settle`), { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.unreminded(tenant.id) }),
  })
}
