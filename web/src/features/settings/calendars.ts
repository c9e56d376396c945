/** Calendars outside, the agenda as a feed, and bookings taken elsewhere: as the settings show and change them. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { AgendaFeed, BookingFlag, BookingKind, BookingSource, ChosenCalendar, OutsideCalendar } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { everyPage } from '@/lib/pages'
import { useSession } from '@/lib/session'

/** What is read of an appointment where only its entry is seen. */
export const details = ['busy', 'service', 'name'] as const
export type Detail = (typeof details)[number]

type Items<T> = { items: T[] }

const keyOf = (tenantId: string, thing: string) => ['settings', tenantId, 'calendars', thing] as const
const reading = <T>(thing: string, pause?: number) => (tenantId: string) =>
  queryOptions({
    queryKey: keyOf(tenantId, thing),
    queryFn: async ({ signal }) => (await request<Items<T>>(tenantPath(tenantId, `bookings/${thing}`), { signal })).items,
    refetchInterval: pause,
  })

// how far a calendar is in step changes by a worker's doing, of which no fact tells
export const calendarsQuery = reading<OutsideCalendar>('calendars', 5000)
export const flagsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: keyOf(tenantId, 'flags'),
    queryFn: ({ signal }) => everyPage<BookingFlag>((cursor) => tenantPath(tenantId, 'bookings/flags', { cursor, limit: 500 }), signal),
    refetchInterval: 15_000,
  })
export const feedsQuery = reading<AgendaFeed>('feeds')
// nor of when it was asked
export const sourcesQuery = reading<BookingSource>('sources', 5000)

/** One call of the agenda's setup; what is shown of calendars is read again when it is over. */
export function useCalendarCall<Given, Answer>(call: (path: (rest: string) => string, given: Given) => Promise<Answer>) {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Given) => call((rest) => tenantPath(tenant.id, `bookings/${rest}`), given),
    onSettled: () => client.invalidateQueries({ queryKey: ['settings', tenant.id, 'calendars'] }),
  })
}

export const useConsent = () =>
  useCalendarCall((path, body: { resource_id: string; environment: 'live' | 'sandbox' }) => request<{ address: string }>(path('calendars/consent'), { method: 'POST', body }))
export const useSubscribe = () =>
  useCalendarCall((path, body: { resource_id: string; address: string; name: string }) => request<OutsideCalendar>(path('calendars/subscribe'), { method: 'POST', body }))
export const useChangeCalendar = () =>
  useCalendarCall((path, { id, ...body }: { id: string } & Partial<Pick<OutsideCalendar, 'detail' | 'is_followed'>>) =>
    request<OutsideCalendar>(path(`calendars/${id}`), { method: 'PATCH', body }),
  )
export const useAskSource = () =>
  useCalendarCall((path, { id, ...body }: { id: string; api_key: string | null; address: string }) => request<BookingSource>(path(`sources/${id}/asking`), { method: 'PUT', body }))
export const useStopAsking = () => useCalendarCall((path, id: string) => request<undefined>(path(`sources/${id}/asking`), { method: 'DELETE' }))

/** The account's calendars as its vendor lists them now, and what each is for. */
export const choiceQuery = (tenantId: string, id: string) =>
  queryOptions({
    queryKey: keyOf(tenantId, `choice ${id}`),
    queryFn: async ({ signal }) => (await request<Items<ChosenCalendar>>(tenantPath(tenantId, `bookings/calendars/${id}/choice`), { signal })).items,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
export const useChoose = () =>
  useCalendarCall((path, { id, ...body }: { id: string; written: string | null; blocking: string[] }) =>
    request<OutsideCalendar>(path(`calendars/${id}/choice`), { method: 'PUT', body }),
  )
/** The kinds of booking that Cal.com has, as the source's key may see them. */
export const kindsQuery = (tenantId: string, id: string) =>
  queryOptions({
    queryKey: [...keyOf(tenantId, 'kinds'), id],
    queryFn: async ({ signal }) => (await request<Items<BookingKind>>(tenantPath(tenantId, `bookings/sources/${id}/kinds`), { signal })).items,
    staleTime: 60_000,
    retry: false,
  })
export const useLook = () => useCalendarCall((path, id: string) => request<OutsideCalendar>(path(`calendars/${id}/look`), { method: 'POST' }))
export const useDisconnect = () => useCalendarCall((path, id: string) => request<{ is_taken_back: boolean }>(path(`calendars/${id}`), { method: 'DELETE' }))
export const useRenewFeed = () =>
  useCalendarCall((path, body: { resource_id: string | null; detail: Detail | null }) => request<AgendaFeed>(path('feeds'), { method: 'POST', body }))
export const useRemoveFeed = () => useCalendarCall((path, id: string) => request<undefined>(path(`feeds/${id}`), { method: 'DELETE' }))
export const useSettleFlag = () =>
  useCalendarCall((path, { id, how }: { id: string; how: 'keep' | 'follow' }) => request<BookingFlag>(path(`flags/${id}/settle`), { method: 'POST', body: { how } }))
export const useOpenSource = () => useCalendarCall((path, name: string) => request<BookingSource>(path('sources'), { method: 'POST', body: { name } }))
export const useRenewSource = () => useCalendarCall((path, id: string) => request<BookingSource>(path(`sources/${id}/secret`), { method: 'POST' }))
export const useCloseSource = () => useCalendarCall((path, id: string) => request<undefined>(path(`sources/${id}`), { method: 'DELETE' }))
export const useWriteRoutes = () =>
  useCalendarCall((path, { id, routes }: { id: string; routes: BookingSource['routes'] }) =>
    request<BookingSource>(path(`sources/${id}/routes`), { method: 'PUT', body: { routes } }),
  )

/** What is connected to one resource, account by account: the calendar that speaks for the account first, what was given up last. */
export function inAccounts(all: readonly OutsideCalendar[]) {
  const rank = (one: OutsideCalendar) => (one.is_written ? 0 : one.is_blocking ? 1 : 2)
  const accounts = new Map<string, OutsideCalendar[]>()
  for (const one of all) {
    const account = one.provider === 'ics' ? one.id : `${one.provider} ${one.account}`
    accounts.set(account, [...(accounts.get(account) ?? []), one])
  }
  return [...accounts.values()].flatMap((mine) => {
    const isWritten = mine.some((one) => one.is_written)
    return [...mine].sort((a, b) => rank(a) - rank(b)).map((calendar, place) => ({ calendar, isHead: place === 0, isWritten }))
  })
}

/** The business that a consent is for, which its state begins with. */
export const businessOf = (state: string, tenants: readonly { id: string; slug: string }[]) => tenants.find(({ id }) => state.startsWith(`${id.replaceAll('-', '')}.`))

/** What the browser brought back is handed in; a code works once. */
export const finishConsent = (tenantId: string, body: { state: string; code: string }) => request<OutsideCalendar>(tenantPath(tenantId, 'bookings/calendars/connect'), { method: 'POST', body })
