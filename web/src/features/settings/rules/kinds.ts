/** What each kind of booking taken elsewhere is here. A kind is known by its number there or, where nothing is set for that, by its word. */
import type { BookingKind, BookingSource } from '@/client/types'

export type Route = BookingSource['routes'][number]

/** Those that are set one by one; what every other kind becomes is none of them. */
export const own = (routes: readonly Route[]) => routes.filter((one) => one.event_type)

/** What it is called there, if that is known. */
export const kindOf = (eventType: string, kinds: readonly BookingKind[]) => kinds.find((one) => one.id === eventType) ?? kinds.find((one) => one.slug === eventType)

/** Kinds for which nothing is set yet, besides the one that is being changed. */
export const left = (kinds: readonly BookingKind[], routes: readonly Route[], besides?: string) =>
  kinds.filter((kind) => !routes.some((one) => one.event_type && one.event_type !== besides && kindOf(one.event_type, kinds) === kind))

/** What somebody typed or pasted, as it is kept: the end of an address (cal.com/bruno/prova-de-bolo) is its word. */
export function typed(said: string): string {
  const words = said.trim()
  if (!words.includes('/')) return words
  return words.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1) ?? ''
}

/** Whether something is set for that kind already, under its number or its word. */
export function isSet(eventType: string, routes: readonly Route[], kinds: readonly BookingKind[], besides?: string): boolean {
  const kind = kindOf(eventType, kinds)
  return own(routes).some((one) => one.event_type !== besides && (one.event_type === eventType || (kind !== undefined && kindOf(one.event_type ?? '', kinds) === kind)))
}

/** All of them with this one, in the place of `before` where it is changed. */
export const withRoute = (routes: readonly Route[], route: Route, before?: string) =>
  routes.some((one) => one.event_type === before) && before !== undefined ? routes.map((one) => (one.event_type === before ? route : one)) : [...routes, route]

export const without = (routes: readonly Route[], eventType: string) => routes.filter((one) => one.event_type !== eventType)
