import { Link, useLocation } from '@tanstack/react-router'
import { BotMessageSquare, Building2, History, KeyRound, MessageCircle, ScrollText, Stethoscope, Store, Users } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission } from '@/client/types'
import { can, useSession } from '@/lib/session'

export const sections = [
  { name: 'business', to: '/t/$slug/settings/business', icon: Building2, permission: ['knowledge', 'settings'] },
  { name: 'stores', to: '/t/$slug/settings/stores/{-$storeId}', icon: Store, permission: ['settings'] },
  { name: 'services', to: '/t/$slug/settings/services', icon: ScrollText, permission: ['knowledge', 'settings'] },
  { name: 'professionals', to: '/t/$slug/settings/professionals', icon: Stethoscope, permission: ['knowledge', 'settings'] },
  { name: 'bot', to: '/t/$slug/settings/bot', icon: BotMessageSquare, permission: ['bot', 'settings'] },
  { name: 'team', to: '/t/$slug/settings/team', icon: Users, permission: ['staff'] },
  { name: 'whatsapp', to: '/t/$slug/settings/whatsapp', icon: MessageCircle, permission: ['settings'] },
  { name: 'keys', to: '/t/$slug/settings/keys', icon: KeyRound, permission: ['settings'] },
  { name: 'audit', to: '/t/$slug/settings/audit', icon: History, permission: ['audit'] },
] as const satisfies readonly { name: string; to: string; icon: unknown; permission: readonly Permission[] }[]

/** The parts of the settings that this person may use. */
export function SettingsNav() {
  const { t } = useTranslation(['settings', 'shell'])
  const { tenant } = useSession()
  const { pathname } = useLocation()
  const strip = useRef<HTMLElement>(null)
  // on a phone the sections stand in one line that scrolls: the current one comes to its middle
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current=page]')
    if (strip.current && current) strip.current.scrollLeft = current.offsetLeft - (strip.current.clientWidth - current.offsetWidth) / 2
  }, [pathname])
  return (
    <nav ref={strip} aria-label={t('shell:nav.settings')} className="relative shrink-0 overflow-x-auto border-b bg-surface md:w-52 md:overflow-y-auto md:border-r md:border-b-0 md:bg-transparent">
      <p className="truncate px-4 pt-4 pb-2 text-xs font-semibold text-ink-3 max-md:hidden">{tenant.name}</p>
      <ul className="flex gap-1 px-2 max-md:w-max md:flex-col md:pb-3">
        {sections
          .filter((section) => can(tenant, section.permission))
          .map(({ name, to, icon: Icon }) => (
            <li key={name}>
              <Link
                to={to}
                params={{ slug: tenant.slug, storeId: undefined }}
                className="flex items-center gap-2 rounded-md px-2.5 py-2.5 text-sm whitespace-nowrap text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:font-semibold aria-[current=page]:text-accent-text max-md:rounded-none max-md:border-b-2 max-md:border-transparent max-md:aria-[current=page]:border-accent md:py-1.5 md:aria-[current=page]:bg-accent-soft"
              >
                <Icon aria-hidden className="size-4 max-md:hidden" />
                {t(`nav.${name}`)}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  )
}
