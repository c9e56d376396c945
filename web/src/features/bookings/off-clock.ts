/** What a changed clock left at another local time than was agreed: people put it back, move it, or keep it so. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Appointment, OffClock } from '@/client/types'
import { ApiError, request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { type FreeStart, freeStarts, iso, keys } from './api'
import { useReadAgain } from './verbs'

/** Appointments ahead that could not be put back by themselves. */
export const offClockQuery = (tenantId: string) =>
  queryOptions({
    queryKey: keys.offClock(tenantId),
    queryFn: async ({ signal }) => (await request<{ items: OffClock[] }>(tenantPath(tenantId, 'bookings/off-clock'), { signal })).items,
  })

/** One call about one of them, as the screen shows it: is it another by now, nothing is done. */
function useOffClock<Given extends { one: OffClock }>(path: (given: Given) => string, body: (given: Given) => unknown) {
  const { tenant } = useSession()
  const client = useQueryClient()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: (given: Given) => request<Appointment>(tenantPath(tenant.id, `bookings/${path(given)}`), { method: 'POST', body: body(given) }),
    onSettled: (_data, _error, { one }) => Promise.all([client.invalidateQueries({ queryKey: keys.offClock(tenant.id) }), readAgain(one.appointment_id)]),
  })
}

const seen = ({ one }: { one: OffClock }) => ({ was_starts_at: one.starts_at, was_agreed_local: one.agreed_local, was_timezone: one.timezone })

/** At the local time that was agreed. */
export const usePutBack = () => useOffClock<{ one: OffClock }>(({ one }) => `off-clock/${one.appointment_id}/put-back`, seen)

/** Where it is; what the clock of its place shows is what is agreed. */
export const useKeep = () => useOffClock<{ one: OffClock }>(({ one }) => `off-clock/${one.appointment_id}/keep`, seen)

/** At another time that is free. */
export const useMoveOff = () =>
  useOffClock<{ one: OffClock; time: FreeStart }>(
    ({ one }) => `appointments/${one.appointment_id}/reschedule`,
    ({ one, time }) => ({ starts_at: iso(time.at), was_starts_at: one.starts_at, store_id: time.store }),
  )

const refusals = ['slot_taken', 'slot_outside', 'occasion_shared'] as const

/** An appointment, or (without a name) what a calendar outside has, of whoever or whatever is taken. */
export type InTheWay = { appointment_id: string | null; service_name: string | null; resource_name: string; starts_at: string; ends_at: string }

/** Why it cannot be put back: a word, what is in the way, and what is free instead. */
export type Stuck = { why: (typeof refusals)[number]; inTheWay: readonly InTheWay[]; times: readonly FreeStart[] }

/** Why it cannot be put back; null where that was not the matter. */
export function stuckOf(error: unknown): Stuck | null {
  if (!(error instanceof ApiError)) return null
  const why = refusals.find((code) => code === error.code)
  const { in_the_way } = error.params as { in_the_way?: InTheWay[] }
  return why ? { why, inTheWay: in_the_way ?? [], times: freeStarts(error) } : null
}
