/** How the person signs in, and from where they are signed in. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Me, OutsideIdentity, Passkey, SessionRow, SigningIn, TotpSetup } from '@/client/types'
import { request } from '@/lib/http'
import { meQuery } from './api'

export const signingInQuery = queryOptions({
  queryKey: ['me', 'signing-in'],
  queryFn: ({ signal }) => request<SigningIn>('/api/me/signing-in', { signal }),
})

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => request<{ items: SessionRow[] }>('/api/me/sessions', { signal }),
})

export const identitiesQuery = queryOptions({
  queryKey: ['me', 'identities'],
  queryFn: ({ signal }) => request<{ items: OutsideIdentity[] }>('/api/me/identities', { signal }),
})

const post = <T>(path: string, body?: unknown) => request<T>(path, { method: 'POST', body })

/** A verb about oneself; what it changes is read again afterwards, or was when it failed. */
function useVerb<Values, Done>(work: (values: Values) => Promise<Done>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: work, onSettled: () => client.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'all' }) })
}

export const useRename = () => useVerb((name: string) => request<Me>('/api/me', { method: 'PATCH', body: { name } }))
export const useChangeEmail = () => useVerb((body: { email: string; password: string }) => post('/api/me/email', body))
export const useChangePassword = () => useVerb((body: { current: string; new: string }) => post('/api/me/password', body))
export const useConfirmMyself = () => useVerb((password: string) => post('/api/me/confirm', { password }))
export const useSetUpTotp = () => useVerb(() => post<TotpSetup>('/api/me/totp'))
export const useTurnTotpOn = () => useVerb((code: string) => post<{ codes: string[] }>('/api/me/totp/confirm', { code }))
export const useTurnTotpOff = () => useVerb(() => request('/api/me/totp', { method: 'DELETE' }))
export const useRenewCodes = () => useVerb(() => post<{ codes: string[] }>('/api/me/recovery-codes'))
export const useAddPasskey = () => useVerb((body: { ticket: string; credential: unknown; name: string }) => post<Passkey>('/api/me/passkeys', body))
export const useRenamePasskey = () =>
  useVerb(({ id, name }: { id: string; name: string }) => request<Passkey>(`/api/me/passkeys/${id}`, { method: 'PATCH', body: { name } }))
export const useRemovePasskey = () => useVerb((id: string) => request(`/api/me/passkeys/${id}`, { method: 'DELETE' }))
export const useUnlinkIdentity = () => useVerb((id: string) => request(`/api/me/identities/${id}`, { method: 'DELETE' }))
export const useEndSession = () => useVerb((id: string) => request(`/api/me/sessions/${id}`, { method: 'DELETE' }))
export const useEndSessions = () => useMutation({ mutationFn: (keep_this: boolean) => post('/api/me/sessions/end', { keep_this }) })
