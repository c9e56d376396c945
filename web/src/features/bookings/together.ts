/** Appointments that repeat, and services in a row: what is asked of them and what people do with them. */
import { queryOptions, useMutation } from '@tanstack/react-query'
import type { NewSeries, NewVisit, Restored, Series, SeriesStarts, Visit } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { iso, keys } from './api'
import { useReadAgain } from './verbs'

export type AskedSeries = { service: string; at: number; store?: string; professional?: string; repeat: NewSeries['repeat'] }

/** What a series would come to now, date by date. */
export const seriesStartsQuery = (tenantId: string, { service, at, store, professional, repeat }: AskedSeries) =>
  queryOptions({
    queryKey: [...keys.slots(tenantId), 'series', { service, at, store, professional, repeat }] as const,
    queryFn: ({ signal }) => {
      const asked = { service_id: service, starts_at: iso(at), store_id: store, professional_id: professional, unit: repeat.unit, every: repeat.every, count: repeat.count, until: repeat.until }
      return request<SeriesStarts>(tenantPath(tenantId, 'bookings/series-starts', asked), { signal })
    },
    staleTime: 0,
  })

/** All appointments of a series or a visit, whatever became of them; read again with the others. */
const allOf = <T>(kind: 'series' | 'visits') => (tenantId: string, id: string) =>
  queryOptions({
    queryKey: [...keys.appointments(tenantId), kind, id] as const,
    queryFn: ({ signal }) => request<T>(tenantPath(tenantId, `bookings/${kind}/${id}`), { signal }),
  })

export const seriesQuery = allOf<Series>('series')
export const visitQuery = allOf<Visit>('visits')

/** One call that concerns several appointments; all that are shown are read again when it is over. */
function useTogether<Given, Answer>(path: (given: Given) => string, body: (given: Given) => unknown) {
  const { tenant } = useSession()
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: (given: Given) => request<Answer>(tenantPath(tenant.id, `bookings/${path(given)}`), { method: 'POST', body: body(given) }),
    onSettled: () => readAgain(),
  })
}

export const useBookSeries = () => useTogether<NewSeries, Series>(() => 'series', (wish) => wish)
export const useBookVisit = () => useTogether<NewVisit, Visit>(() => 'visits', (wish) => wish)

type Ended = { id: string; reason: string }

export const useCancelRest = () => useTogether<Ended, Series>(({ id }) => `appointments/${id}/cancel-rest`, ({ reason }) => ({ reason }))
export const useCancelVisit = () => useTogether<Ended, Visit>(({ id }) => `visits/${id}/cancel`, ({ reason }) => ({ reason }))

/** This one, and what was cancelled of its series or visit with it, stands as it did. */
export const useRestoreTogether = () => useTogether<string, Restored>((id) => `appointments/${id}/restore-together`, () => undefined)

/** `was`: when the first of them began as it was shown. */
export type MovedRest = { id: string; startsAt: number; was: string; orNone: boolean; reason: string }
export type MovedVisit = { id: string; startsAt: number; was: string | undefined; reason: string }

export const useMoveRest = () => useTogether<MovedRest, Series>(({ id }) => `appointments/${id}/reschedule-rest`, ({ startsAt, was, orNone, reason }) => ({ starts_at: iso(startsAt), was_starts_at: was, or_none: orNone, reason }))
export const useMoveVisit = () => useTogether<MovedVisit, Visit>(({ id }) => `visits/${id}/reschedule`, ({ startsAt, was, reason }) => ({ starts_at: iso(startsAt), was_starts_at: was, reason }))
