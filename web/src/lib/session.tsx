/** Who is signed in and for which business the screens below work; routes provide it, features read it. */
import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me, Permission, Tenant } from '@/client/types'
import type { Zone } from './dates'

export type Session = { me: Me; tenant: Tenant }

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is read below a tenant route only')
  return session
}

/** Whether the person may use a room; of several, any one is enough. */
export const can = (tenant: Tenant, permission: Permission | readonly Permission[]): boolean =>
  tenant.role === 'owner' || tenant.role === 'superuser' || [permission].flat().some((one) => tenant.permissions.includes(one))

/** The tenant's time zone with the reader's language. */
export function useZone(): Zone {
  const { i18n } = useTranslation()
  return { timeZone: useSession().tenant.timezone, locale: i18n.language }
}
