/** Who is signed in and for which business the screens below work; routes provide it, features read it. */
import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me, Tenant } from '@/client/types'
import { type Zone, dayKey } from './dates'
import { useNow } from './now'

export type Session = { me: Me; tenant: Tenant }

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is read below a tenant route only')
  return session
}

/** A room, or several of which any one is enough. */
export type Rooms = string | readonly string[]

const isInCharge = ({ role }: Tenant) => role === 'owner' || role === 'superuser'

/** Whether the person may change what is in the room. */
export const canChange = (tenant: Tenant, rooms: Rooms): boolean => isInCharge(tenant) || [rooms].flat().some((room) => tenant.permissions.includes(room))

/** Whether the person may see the room: who may change it may. */
export const canSee = (tenant: Tenant, rooms: Rooms): boolean => canChange(tenant, rooms) || [rooms].flat().some((room) => tenant.permissions.includes(`${room}:read`))

/** The tenant's time zone with the reader's language. */
export function useZone(): Zone {
  const { i18n } = useTranslation()
  return { timeZone: useSession().tenant.timezone, locale: i18n.language }
}

/** Today by the clock of the business; by the browser's where there is none. */
export function useToday(): string {
  const { i18n } = useTranslation()
  const session = useContext(SessionContext)
  const timeZone = session?.tenant.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return dayKey(useNow(60_000), { timeZone, locale: i18n.language })
}
