/** The simulator's calls. The thread in the cache is what the phone shows: acts are put there at once, the live feed corrects them. */
import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConversationSummary, Page } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { upsert, withoutPending } from './rules/timeline'
import type { Act, Fault, Happenings, NewFault, Phone, SandboxNumber, SimFile, SimMessage, Thread } from './wire'

export const keys = {
  all: (tenantId: string) => ['simulator', tenantId] as const,
  numbers: (tenantId: string) => ['simulator', tenantId, 'numbers'] as const,
  phones: (tenantId: string) => ['simulator', tenantId, 'phones'] as const,
  thread: (tenantId: string, phoneId: string, numberId: string) => ['simulator', tenantId, 'thread', phoneId, numberId] as const,
  faults: (tenantId: string, numberId: string) => ['simulator', tenantId, 'faults', numberId] as const,
}

const path = (tenantId: string, rest: string, query?: Record<string, string | number | null | undefined>) => tenantPath(tenantId, `simulator/${rest}`, query)
const threadPath = (tenantId: string, phoneId: string, numberId: string) => path(tenantId, `phones/${phoneId}/threads/${numberId}`)

export const numbersQuery = (tenantId: string) =>
  queryOptions({ queryKey: keys.numbers(tenantId), queryFn: ({ signal }) => request<Page<SandboxNumber>>(path(tenantId, 'numbers'), { signal }) })

export const phonesQuery = (tenantId: string) =>
  queryOptions({ queryKey: keys.phones(tenantId), queryFn: ({ signal }) => request<Page<Phone>>(path(tenantId, 'phones'), { signal }) })

export const threadQuery = (tenantId: string, phoneId: string, numberId: string) =>
  queryOptions({
    queryKey: keys.thread(tenantId, phoneId, numberId),
    staleTime: Infinity,
    queryFn: ({ signal }) => request<Thread>(threadPath(tenantId, phoneId, numberId), { signal }),
  })

export const faultsQuery = (tenantId: string, numberId: string) =>
  queryOptions({
    queryKey: keys.faults(tenantId, numberId),
    queryFn: ({ signal }) => request<Page<Fault>>(path(tenantId, 'faults', { number_id: numberId }), { signal }),
  })

export const waitForEvents = (tenantId: string, after: number | null, wait: number, signal: AbortSignal) =>
  request<Happenings>(path(tenantId, 'events', { after, wait }), { signal })

export const loadOlder = (tenantId: string, phoneId: string, numberId: string, before: number) =>
  request<Thread>(`${threadPath(tenantId, phoneId, numberId)}?before=${before}`)

/** The message is in the phone's thread, in its place, once. */
export function keepMessage(client: QueryClient, tenantId: string, message: SimMessage): void {
  client.setQueryData<Thread>(keys.thread(tenantId, message.phone_id, message.number_id), (thread) => thread && { ...thread, items: upsert(thread.items, message) })
}

/** The customer looks at the thread or leaves it; nobody waits for the answer. */
export const lookAt = (tenantId: string, phoneId: string, numberId: string, isOpen: boolean) =>
  request<unknown>(threadPath(tenantId, phoneId, numberId), { method: 'PATCH', body: { is_open: isOpen } })

/** What the customer does. `shown` is the bubble that stands for it until the answer comes. */
export function useAct(phoneId: string, numberId: string) {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ act }: { act: Act; shown?: SimMessage }) =>
      request<SimMessage>(`${threadPath(tenant.id, phoneId, numberId)}/messages`, { method: 'POST', body: act }),
    onMutate: ({ shown }) => shown && keepMessage(client, tenant.id, shown),
    onSettled: (message, _error, { shown }) => {
      if (shown) client.setQueryData<Thread>(keys.thread(tenant.id, phoneId, numberId), (thread) => thread && { ...thread, items: withoutPending(thread.items, shown.id) })
      if (message) keepMessage(client, tenant.id, message)
    },
  })
}

/** Somebody of the business answers from the phone app. */
export function useEcho(phoneId: string, numberId: string) {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (text: string) => request<SimMessage>(path(tenant.id, `numbers/${numberId}/echoes`), { method: 'POST', body: { phone_id: phoneId, text } }),
    onSuccess: (message) => keepMessage(client, tenant.id, message),
  })
}

export function uploadFile(tenantId: string, file: File): Promise<SimFile> {
  const form = new FormData()
  form.append('file', file)
  return request<SimFile>(path(tenantId, 'files'), { method: 'POST', body: form })
}

export const fileUrl = (tenantId: string, mediaId: string) => path(tenantId, `files/${encodeURIComponent(mediaId)}`)

export type NewPhone = { name: string; phone: string | null; username: string | null }

export function useAddPhone() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: NewPhone) => request<Phone>(path(tenant.id, 'phones'), { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.phones(tenant.id) }),
  })
}

export function useChangePhone() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string } & Partial<Phone>) => request<Phone>(path(tenant.id, `phones/${id}`), { method: 'PATCH', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.phones(tenant.id) }),
  })
}

export function useChangeNumber() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, phone }: { id: string; phone: string }) => request<Phone>(path(tenant.id, `phones/${id}/change-number`), { method: 'POST', body: { phone } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.phones(tenant.id) }),
  })
}

export function useRemovePhone() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request<undefined>(path(tenant.id, `phones/${id}`), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.phones(tenant.id) }),
  })
}

export function useFaults(numberId: string) {
  const { tenant } = useSession()
  const client = useQueryClient()
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: keys.faults(tenant.id, numberId) }) }
  return {
    add: useMutation({ mutationFn: (body: NewFault) => request<Fault>(path(tenant.id, 'faults'), { method: 'POST', body }), ...settled }),
    clear: useMutation({
      mutationFn: (ids: string[]) =>
        Promise.all(ids.map((id) => request<undefined>(path(tenant.id, `faults/${id}`, { number_id: numberId }), { method: 'DELETE' }))),
      ...settled,
    }),
  }
}

/** A number that exists only in the sandbox; the business answers for it from now on. */
export function useAddSandboxNumber() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (phone: string) =>
      request<unknown>(tenantPath(tenant.id, 'connections'), { method: 'POST', body: { environment: 'sandbox', name: tenant.name, phone } }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.all(tenant.id) }), client.invalidateQueries({ queryKey: ['settings', tenant.id, 'connections'] })]),
  })
}

/** The inbox conversation of this phone with this number; null while the business has none. */
export async function findConversation(tenantId: string, phone: Phone, number: SandboxNumber): Promise<string | null> {
  const wanted = (phone.wa_id ?? phone.phone)?.slice(-8) ?? phone.username?.replace(/^@/, '') ?? phone.name
  const { items } = await request<Page<ConversationSummary>>(tenantPath(tenantId, 'conversations', { q: wanted, status: 'any', limit: 50 }))
  const digits = (text: string | null) => (text ?? '').replace(/\D/g, '')
  const here = items.filter((one) => digits(one.channel.phone) === digits(number.display_phone_number))
  const isTheirs = (one: ConversationSummary) =>
    phone.phone ? digits(one.contact.phone).slice(-8) === phone.phone.slice(-8) : (one.contact.username ?? '').replace(/^@/, '') === (phone.username ?? '').replace(/^@/, '')
  return here.find(isTheirs)?.id ?? null
}
