import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { AgencyTenant, Me, Page, SecondStep, Tenant, TenantMade } from '@/client/types'
import { asLocale, showLocale } from '@/i18n'
import { ApiError, request, setCsrfToken } from '@/lib/http'

const keep = async (me: Me): Promise<Me> => {
  setCsrfToken(me.csrf_token)
  return me
}

/** Who is signed in; `null` when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await keep(await request<Me>('/api/me', { signal }))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
})

/** Whoever just signed in is known to the app; everything read by somebody else before is forgotten. */
export function useEnter() {
  const client = useQueryClient()
  return async (me: Me): Promise<void> => {
    await keep(me)
    client.clear()
    client.setQueryData(meQuery.queryKey, me)
    await showLocale(asLocale(me.user.locale))
  }
}

/** The person, signed in, or the second step that is asked of them. */
export function useSignIn() {
  const enter = useEnter()
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => request<Me | SecondStep>('/api/auth/sign-in', { method: 'POST', body }),
    onSuccess: (done) => ('ticket' in done ? undefined : enter(done)),
  })
}

/** The session is over on the server and everything read in it is forgotten. */
export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => request<undefined>('/api/auth/sign-out', { method: 'POST' }),
    onSuccess: () => {
      client.clear()
      setCsrfToken(null)
      client.setQueryData(meQuery.queryKey, null)
      sessionStorage.clear()
    },
  })
}

/** The person's language, here at once and on the server for the next device. */
export function useSetLocale() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (locale: 'pt-BR' | 'en') => {
      await showLocale(locale)
      return request<Me>('/api/me', { method: 'PATCH', body: { locale } })
    },
    onSettled: () => client.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'all' }),
  })
}

export const agencyTenantsQuery = queryOptions({
  queryKey: ['agency', 'tenants'],
  queryFn: ({ signal }) => request<Page<AgencyTenant>>('/api/agency/tenants', { signal }),
})

export type NewTenant = {
  name: string
  kind: Tenant['kind']
  timezone: string
  owner_email: string
  store_name?: string
}

export function useCreateTenant() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: NewTenant) => request<TenantMade>('/api/agency/tenants', { method: 'POST', body }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['agency'] }), client.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'all' })]),
  })
}
