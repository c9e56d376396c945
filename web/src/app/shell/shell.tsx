import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useRouter } from '@tanstack/react-router'
import { WifiOff } from 'lucide-react'
import { type ReactNode, Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me, Tenant } from '@/client/types'
import { meQuery } from '@/features/accounts/api'
import { useHotkeys } from '@/lib/hotkeys'
import { LiveProvider, useLiveState } from '@/lib/live-provider'
import { canSee } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { Tooltip } from '@/ui/tooltip'
import { DelayBanner } from './delay-banner'
import { navigation } from './navigation'
import { TenantMenu } from './tenant-menu'
import { UserMenu } from './user-menu'

const CommandPalette = lazy(() => import('./command-palette'))
const ShortcutSheet = lazy(() => import('./shortcut-sheet'))

/** The frame around every screen of a business: rail or bottom bar, live state, commands, shortcuts. */
export function Shell({ me, tenant, children }: { me: Me; tenant: Tenant; children: ReactNode }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  const isReading = Boolean(useParams({ strict: false }).conversationId)
  const screens = navigation.filter((screen) => canSee(tenant, screen.room))

  useHotkeys({
    'mod+k': (event) => {
      event.preventDefault()
      setOpen((now) => (now === 'palette' ? null : 'palette'))
    },
    '?': () => setOpen('shortcuts'),
  })

  const router = useRouter()
  const refused = (status: number) => {
    // still signed in, but with less than before: the routes decide anew
    if (status !== 401) return void client.fetchQuery({ ...meQuery, staleTime: 0 }).then(() => router.invalidate())
    client.setQueryData(meQuery.queryKey, null)
    void navigate({ to: '/auth', search: { next: location.pathname + location.search, ended: true } })
  }

  return (
    <LiveProvider tenantId={tenant.id} isOn={canSee(tenant, ['inbox', 'bookings'])} onRefused={refused}>
      <a href="#content" className="sr-only z-70 rounded bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {t('skip')}
      </a>
      <div className="flex h-dvh flex-col overflow-hidden lg:flex-row">
        <header
          className={cn(
            'order-last flex shrink-0 items-center justify-around border-t bg-canvas pb-[env(safe-area-inset-bottom)] lg:order-first lg:w-14 lg:flex-col lg:justify-start lg:gap-1 lg:border-t-0 lg:border-r lg:py-2.5',
            isReading && 'max-lg:hidden',
          )}
        >
          <TenantMenu me={me} tenant={tenant} />
          <nav aria-label={t('nav.main')} className="contents lg:mt-2 lg:flex lg:flex-col lg:gap-1">
            {screens.map(({ name, to, icon: Icon }) => (
              <Tooltip key={name} label={t(`nav.${name}`)} side="right">
                <Link
                  to={to}
                  params={{ slug: tenant.slug, conversationId: undefined }}
                  activeOptions={{ exact: false, includeSearch: false }}
                  className="flex min-w-0 flex-1 flex-col items-center gap-0.5 rounded-lg px-0.5 py-1.5 text-2xs text-ink-2 hover:bg-hover aria-[current=page]:font-semibold aria-[current=page]:text-accent-text lg:size-9 lg:flex-none lg:justify-center lg:p-0 lg:aria-[current=page]:bg-accent-soft"
                >
                  <Icon aria-hidden className="size-5" />
                  <span className="lg:sr-only">{t(`nav.${name}`)}</span>
                </Link>
              </Tooltip>
            ))}
          </nav>
          <div className="hidden lg:block lg:flex-1" />
          <UserMenu me={me} onPalette={() => setOpen('palette')} onShortcuts={() => setOpen('shortcuts')} />
        </header>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <LiveBanner />
          {canSee(tenant, ['inbox', 'settings']) && <DelayBanner tenantId={tenant.id} />}
          {children}
        </div>
      </div>
      <Suspense>
        {open === 'palette' && <CommandPalette me={me} tenant={tenant} screens={screens} onClose={() => setOpen(null)} onShortcuts={() => setOpen('shortcuts')} />}
        {open === 'shortcuts' && <ShortcutSheet onClose={() => setOpen(null)} />}
      </Suspense>
    </LiveProvider>
  )
}

function LiveBanner() {
  const { t } = useTranslation()
  const state = useLiveState()
  const isBroken = state === 'reconnecting' || state === 'offline' || state === 'crowded'
  return (
    <div role="status" className={cn(isBroken && 'flex items-center justify-center gap-2 bg-wait-soft px-3 py-1.5 text-xs font-medium text-wait animate-enter')}>
      {isBroken && (
        <>
          <WifiOff aria-hidden className="size-3.5" />
          {t(`live.${state}`)}
        </>
      )}
    </div>
  )
}
