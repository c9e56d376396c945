/** The calls of custody. Everything is read under `['custody', tenant, ...]`. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Custody, CustodyEventWhole, CustodyEventsPage, Replay, ReplayChoice, UnroutedPage, UnroutedWhole } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { type View, listQuery, sumsQuery } from './rules/view'

type Days = { first: string; last: string }

const underWay = (replay: Replay) => replay.state === 'waiting' || replay.state === 'running'

/** The sums, asked again every ten seconds while somebody looks. */
export const custodyQuery = (tenantId: string, view: View, days: Days) =>
  queryOptions({
    queryKey: ['custody', tenantId, 'sums', sumsQuery(view, days)] as const,
    queryFn: ({ signal }) => request<Custody>(tenantPath(tenantId, 'custody', sumsQuery(view, days)), { signal }),
    refetchInterval: 10_000,
    placeholderData: (before) => before,
  })

export const eventsQuery = (tenantId: string, view: View, days: Days) =>
  infiniteQueryOptions({
    queryKey: ['custody', tenantId, 'events', listQuery(view, days)] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<CustodyEventsPage>(tenantPath(tenantId, 'custody/events', { ...listQuery(view, days), cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
    // The top of the list follows what comes in; further down it stands still under the reader.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : 10_000),
  })

/** One event as it came. Every look is on record, so it is asked for once. */
export const eventQuery = (tenantId: string, id: string) =>
  queryOptions({
    queryKey: ['custody', tenantId, 'event', id] as const,
    queryFn: ({ signal }) => request<CustodyEventWhole>(tenantPath(tenantId, `custody/events/${id}`), { signal }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })

/** The last replays; asked again every second while one is under way. */
export const replaysQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['custody', tenantId, 'replays'] as const,
    queryFn: async ({ signal }) => (await request<{ items: Replay[] }>(tenantPath(tenantId, 'custody/replays'), { signal })).items,
    refetchInterval: (query) => (query.state.data?.some(underWay) ? 1_000 : 30_000),
  })

/** Opening again what is chosen, and stopping that. */
export function useReplays() {
  const { tenant } = useSession()
  const client = useQueryClient()
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: ['custody', tenant.id, 'replays'] }) }
  return {
    start: useMutation({ mutationFn: (body: ReplayChoice) => request<Replay>(tenantPath(tenant.id, 'custody/replays'), { method: 'POST', body }), ...settled }),
    stop: useMutation({ mutationFn: (id: string) => request<Replay>(tenantPath(tenant.id, `custody/replays/${id}/stop`), { method: 'POST' }), ...settled }),
  }
}

export const unroutedQuery = (reason: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['custody', 'unrouted', reason ?? null] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: '50', ...(reason ? { reason } : {}), ...(pageParam ? { cursor: pageParam } : {}) })
      return request<UnroutedPage>(`/api/install/unrouted?${query}`, { signal })
    },
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : 15_000),
  })

export const unroutedOneQuery = (id: string) =>
  queryOptions({
    queryKey: ['custody', 'unrouted', 'one', id] as const,
    queryFn: ({ signal }) => request<UnroutedWhole>(`/api/install/unrouted/${id}`, { signal }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })
