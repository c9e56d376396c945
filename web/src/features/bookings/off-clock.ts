/** What a changed clock left at another local time than was agreed: people move it. */
import { queryOptions } from '@tanstack/react-query'
import type { OffClock } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { keys } from './api'

/** Appointments ahead that could not be put back by themselves. */
export const offClockQuery = (tenantId: string) =>
  queryOptions({
    queryKey: keys.offClock(tenantId),
    queryFn: async ({ signal }) => (await request<{ items: OffClock[] }>(tenantPath(tenantId, 'bookings/off-clock'), { signal })).items,
  })
