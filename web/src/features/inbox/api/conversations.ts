import { type InfiniteData, type QueryClient, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Conversation, ConversationSummary, Counts, TeamMember, Template } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { type ListPage, type ListView, place } from '../rules/list'
import { keys } from './keys'

const pageSize = 40

export const listQuery = (tenantId: string, view: ListView) =>
  infiniteQueryOptions({
    queryKey: keys.list(tenantId, view),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<ListPage>(tenantPath(tenantId, 'conversations', { ...view, cursor: pageParam, limit: pageSize }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
  })

/** How many conversations each filter shows among those of this status. */
export const countsQuery = (tenantId: string, status: ListView['status']) =>
  queryOptions({
    queryKey: [...keys.counts(tenantId), status] as const,
    queryFn: ({ signal }) => request<Counts>(tenantPath(tenantId, 'conversations/counts', { status }), { signal }),
  })

export const conversationQuery = (tenantId: string, id: string) =>
  queryOptions({
    queryKey: keys.conversation(tenantId, id),
    queryFn: ({ signal }) => request<Conversation>(tenantPath(tenantId, `conversations/${id}`), { signal }),
  })

export const peopleQuery = (tenantId: string) =>
  queryOptions({
    queryKey: keys.people(tenantId),
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => (await request<{ items: TeamMember[] }>(tenantPath(tenantId, 'team'), { signal })).items,
  })

export const templatesQuery = (tenantId: string, channelId: string) =>
  queryOptions({
    queryKey: keys.templates(tenantId, channelId),
    queryFn: async ({ signal }) => (await request<{ items: Template[] }>(tenantPath(tenantId, `channels/${channelId}/templates`), { signal })).items,
  })

type Lists = InfiniteData<ListPage, string | null>

/** The conversation is what every list and its own page show now, each in its place. */
export function showConversation(client: QueryClient, tenantId: string, myId: string, conversation: Conversation | ConversationSummary): void {
  if ('ownership_history' in conversation) client.setQueryData(keys.conversation(tenantId, conversation.id), conversation)
  for (const [key, data] of client.getQueriesData<Lists>({ queryKey: keys.lists(tenantId) })) {
    const view = key.at(-1) as ListView
    if (data) client.setQueryData<Lists>(key, { ...data, pages: place(data.pages, conversation, view, myId) })
  }
}

/** The conversation as the server has it now, shown everywhere. */
export async function refreshConversation(client: QueryClient, tenantId: string, myId: string, id: string): Promise<Conversation> {
  const fresh = await request<Conversation>(tenantPath(tenantId, `conversations/${id}`))
  showConversation(client, tenantId, myId, fresh)
  return fresh
}

/** What any list knows of the conversation, to show it before its own answer is here. */
export function knownSummary(client: QueryClient, tenantId: string, id: string): ConversationSummary | undefined {
  for (const [, data] of client.getQueriesData<Lists>({ queryKey: keys.lists(tenantId) }))
    for (const page of data?.pages ?? []) for (const item of page.items) if (item.id === id) return item
  return undefined
}
