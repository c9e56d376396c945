import type { Me } from '@/client/types'

/** Where to go after sign-in: `next` only when it is a path of this origin, else null. */
export function safeNext(next: string | undefined): string | null {
  if (!next || !next.startsWith('/') || /^\/[\\/]/.test(next) || next.includes('\\') || [...next].some((char) => char < ' ')) return null
  const url = new URL(next, 'http://atende.invalid')
  if (url.origin !== 'http://atende.invalid' || url.pathname === '/auth') return null
  return url.pathname + url.search + url.hash
}

/** `next` with what stands behind the # of the sign-in page: the token of a mailed link, which is sent to no server and so stands in
 * no log, as it would in the query string that `next` is part of. */
export const withToken = (next: string | undefined, hash: string): string | undefined => (next && hash ? `${next.split('#')[0]}#${hash}` : next)

/** Whether `next` leads out of this app, to the server's own way back to another one: it needs a whole page load. */
export const leavesApp = (next: string): boolean => next.startsWith('/api/auth/continue?')

export const worksForAgency = (me: Me): boolean => me.is_superuser || me.agency !== null

/** The first screen of a person: the business they last worked in, their first one, or the agency's list. */
export function landing(me: Me, lastSlug: string | null): { slug: string } | 'agency' | 'nowhere' {
  const tenant = me.tenants.find((entry) => entry.slug === lastSlug) ?? (worksForAgency(me) && me.tenants.length !== 1 ? undefined : me.tenants[0])
  if (tenant) return { slug: tenant.slug }
  return worksForAgency(me) ? 'agency' : 'nowhere'
}
