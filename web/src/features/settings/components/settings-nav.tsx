import { Link, useLocation } from '@tanstack/react-router'
import { AlarmClock, BotMessageSquare, Building2, CalendarCog, CalendarPlus, CalendarSync, History, KeyRound, type LucideIcon, MessageCircle, ScrollText, Stethoscope, Store, Users } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { canSee, useSession } from '@/lib/session'
import { type SectionName, sections } from '../rules/sections'

const icons: Record<SectionName, LucideIcon> = {
  business: Building2,
  stores: Store,
  services: ScrollText,
  professionals: Stethoscope,
  page: CalendarPlus,
  agenda: CalendarCog,
  calendars: CalendarSync,
  bot: BotMessageSquare,
  reminders: AlarmClock,
  team: Users,
  whatsapp: MessageCircle,
  keys: KeyRound,
  audit: History,
}

/** The parts of the settings that this person may see. */
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
          .filter((section) => canSee(tenant, section.rooms))
          .map(({ name, to }) => {
            const Icon = icons[name]
            return (
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
            )
          })}
      </ul>
    </nav>
  )
}
