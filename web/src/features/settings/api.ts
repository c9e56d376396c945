/** The settings' calls. Everything is read under `['settings', tenant, thing]`; a verb that worked refreshes its thing. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApiKey, Page, RemovedMember } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import type { Invitation, InvitationMade, Permission } from '@/client/types'
import type { BotSettings, Check, Connection, Professional, Profile, Service, Store, Team, TenantFacts } from './wire'

type Items<T> = { items: T[] }

const reading = <T>(thing: string) => (tenantId: string) =>
  queryOptions({ queryKey: ['settings', tenantId, thing], queryFn: ({ signal }) => request<T>(tenantPath(tenantId, thing), { signal }) })

export const tenantQuery = reading<TenantFacts>('tenant')
export const profileQuery = reading<Profile>('business')
export const storesQuery = reading<Items<Store>>('stores')
export const servicesQuery = reading<Items<Service>>('services')
export const professionalsQuery = reading<Items<Professional>>('professionals')
export const botQuery = reading<BotSettings>('bot')
export const teamQuery = reading<Team>('team')
export const invitationsQuery = reading<Items<Invitation> & { are_mailed: boolean }>('invitations')
export const connectionsQuery = reading<Items<Connection>>('connections')

export const keysQuery = reading<Items<ApiKey> & { offered_scopes: string[] }>('keys')

/** Who worked here and was removed, page by page, latest first. Read anew with the team. */
export const removedQuery = (tenantId: string) =>
  infiniteQueryOptions({
    queryKey: ['settings', tenantId, 'team', 'removed'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => request<Page<RemovedMember>>(tenantPath(tenantId, 'team/removed', { cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
  })

/** The thing as a whole is exactly this from now on. */
export function useWrite<T>(thing: 'business' | 'bot') {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: T) => request<T>(tenantPath(tenant.id, thing), { method: 'PUT', body }),
    onSuccess: (kept) => client.setQueryData(['settings', tenant.id, thing], kept),
  })
}

/** Name, kind and time zone; who is signed in is read again because the shell shows them. */
export function useChangeTenant() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<TenantFacts>) => request<TenantFacts>(tenantPath(tenant.id, 'tenant'), { method: 'PATCH', body }),
    onSuccess: async (kept) => {
      client.setQueryData(['settings', tenant.id, 'tenant'], kept)
      await client.invalidateQueries({ queryKey: ['me'], refetchType: 'all' })
    },
  })
}

type Collection = 'stores' | 'services' | 'professionals' | 'team' | 'connections' | 'keys'

/** Adding to, changing in and removing from a collection of the business. */
export function useCollection<Row, Values>(thing: Collection) {
  const { tenant } = useSession()
  const client = useQueryClient()
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: ['settings', tenant.id, thing] }) }
  return {
    add: useMutation({ mutationFn: (body: Values) => request<Row>(tenantPath(tenant.id, thing), { method: 'POST', body }), ...settled }),
    change: useMutation({
      mutationFn: ({ id, ...body }: { id: string } & Partial<Values>) => request<Row>(tenantPath(tenant.id, `${thing}/${id}`), { method: 'PATCH', body }),
      ...settled,
    }),
    remove: useMutation({ mutationFn: (id: string) => request<undefined>(tenantPath(tenant.id, `${thing}/${id}`), { method: 'DELETE' }), ...settled }),
  }
}

/** The rows are in this order, on the screen at once. */
export function useReorder(thing: 'services') {
  const { tenant } = useSession()
  const client = useQueryClient()
  const key = ['settings', tenant.id, thing]
  return useMutation({
    mutationFn: async (rows: Service[]) => {
      const moved = rows.map((row, position) => ({ id: row.id, position, before: row.position })).filter((row) => row.position !== row.before)
      for (const { id, position } of moved) await request(tenantPath(tenant.id, `${thing}/${id}`), { method: 'PATCH', body: { position } })
    },
    onMutate: (rows) => client.setQueryData<Items<Service>>(key, { items: rows }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })
}

/** Asking somebody to join, by mail or by a link to hand over, asking again, taking it back. */
export function useInvitations() {
  const { tenant } = useSession()
  const client = useQueryClient()
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: ['settings', tenant.id, 'invitations'] }) }
  const at = (rest = '') => tenantPath(tenant.id, `invitations${rest}`)
  return {
    send: useMutation({ mutationFn: (body: { email: string; role: 'owner' | 'staff'; permissions: Permission[] | null }) => request<InvitationMade>(at(), { method: 'POST', body }), ...settled }),
    resend: useMutation({ mutationFn: (id: string) => request<InvitationMade>(at(`/${id}/resend`), { method: 'POST' }), ...settled }),
    revoke: useMutation({ mutationFn: (id: string) => request<undefined>(at(`/${id}`), { method: 'DELETE' }), ...settled }),
  }
}

/** Whether people enter only with a second factor. */
export function useTeamPolicy() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (requires_second_factor: boolean) => request(tenantPath(tenant.id, 'team-policy'), { method: 'PUT', body: { requires_second_factor } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['settings', tenant.id, 'team'] }),
  })
}

export function useCheckConnection() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request<Check>(tenantPath(tenant.id, `connections/${id}/check`), { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['settings', tenant.id, 'connections'] }),
  })
}
