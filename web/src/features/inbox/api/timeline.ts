import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Message, TimelineItem, TimelinePage } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { type Timeline, layNewest, putBefore, upsert } from '../rules/timeline'
import { keys } from './keys'

const pageSize = 40
const pagesBack = 10

const readPage = (tenantId: string, id: string, before?: string | null, signal?: AbortSignal) =>
  request<TimelinePage>(tenantPath(tenantId, `conversations/${id}/messages`, { before, limit: pageSize }), { signal })

/** The timeline, newest page first; a refetch joins the newest page to what is known, reading back over any gap. */
export const timelineQuery = (client: QueryClient, tenantId: string, id: string) =>
  queryOptions({
    queryKey: keys.timeline(tenantId, id),
    queryFn: ({ signal }) => readNewest(client.getQueryData<Timeline>(keys.timeline(tenantId, id)), tenantId, id, signal),
    structuralSharing: true,
  })

async function readNewest(known: Timeline | undefined, tenantId: string, id: string, signal?: AbortSignal): Promise<Timeline> {
  let newest = await readPage(tenantId, id, null, signal)
  if (!known) return { items: newest.items, prev_cursor: newest.prev_cursor }
  for (let read = 1; read < pagesBack; read += 1) {
    const joined = layNewest(known, newest)
    if (joined) return joined
    const older = await readPage(tenantId, id, newest.prev_cursor, signal)
    newest = { ...newest, items: [...older.items, ...newest.items], prev_cursor: older.prev_cursor }
  }
  return { items: newest.items, prev_cursor: newest.prev_cursor } // too far apart: start again from here
}

export type Changed = { id: string; isNew: boolean }

/** The newest page is joined to what is shown. What changed above that page is read by itself; a new message that belongs above
 * it (it came late) has everything shown read again. */
export async function refreshTimeline(client: QueryClient, tenantId: string, id: string, changed: readonly Changed[] = []): Promise<void> {
  const key = keys.timeline(tenantId, id)
  const before = client.getQueryData<Timeline>(key)
  if (!before) return
  const joined = await readNewest(before, tenantId, id)
  const recent = new Set(joined.items.slice(-pageSize).map((item) => item.id))
  const above = changed.filter((entry) => !recent.has(entry.id))
  if (!above.some((entry) => entry.isNew)) {
    client.setQueryData(key, joined)
    const shown = above.filter((entry) => joined.items.some((item) => item.id === entry.id))
    for (const message of await Promise.all(shown.map((entry) => request<Message>(tenantPath(tenantId, `messages/${entry.id}`))))) showItem(client, tenantId, id, message)
    return
  }
  const oldest = before.items[0]?.id
  let whole: Timeline = await readNewest(undefined, tenantId, id)
  for (let read = 1; read < pagesBack && whole.prev_cursor && !whole.items.some((item) => item.id === oldest); read += 1)
    whole = putBefore(whole, await readPage(tenantId, id, whole.prev_cursor))
  client.setQueryData(key, whole)
}

export async function loadOlder(client: QueryClient, tenantId: string, id: string): Promise<void> {
  const known = client.getQueryData<Timeline>(keys.timeline(tenantId, id))
  if (!known?.prev_cursor) return
  const older = await readPage(tenantId, id, known.prev_cursor)
  client.setQueryData<Timeline>(keys.timeline(tenantId, id), (now) => now && putBefore(now, older))
}

/** The item is on screen at once; the live fact that follows finds it there. */
export function showItem(client: QueryClient, tenantId: string, id: string, item: Message | TimelineItem): void {
  client.setQueryData<Timeline>(keys.timeline(tenantId, id), (now) => now && upsert(now, item))
}
