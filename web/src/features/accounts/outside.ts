/** The browser's way over a service elsewhere: it leaves this page, signs in there, and comes back to /auth/outside with a code. */
import { queryOptions } from '@tanstack/react-query'
import type { Me, OutsideWay } from '@/client/types'
import { request } from '@/lib/http'

const NEXT = 'atende.outside.next'

export const waysQuery = queryOptions({
  queryKey: ['outside-ways'],
  queryFn: ({ signal }) => request<{ items: OutsideWay[] }>('/api/auth/outside/ways', { signal }),
  staleTime: 5 * 60_000,
})

/** The browser goes to that service; `next` is where the person wanted to be. */
export async function leaveTo(method: string, next: string | undefined): Promise<void> {
  const { address } = await request<{ address: string }>('/api/auth/outside/start', { method: 'POST', body: { method } })
  if (next) sessionStorage.setItem(NEXT, next)
  else sessionStorage.removeItem(NEXT)
  window.location.assign(address)
}

/** Where the person wanted to be, told once. */
export function takeNext(): string | undefined {
  const next = sessionStorage.getItem(NEXT) ?? undefined
  sessionStorage.removeItem(NEXT)
  return next
}

/** The code is handed in: somebody is signed in, or (`null`) the account was linked. */
export const finish = async (code: string): Promise<Me | null> => (await request<{ me: Me | null }>('/api/auth/outside/finish', { method: 'POST', body: { code } })).me
