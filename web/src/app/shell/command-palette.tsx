import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useTranslation } from 'react-i18next'
import type { Me, Tenant } from '@/client/types'
import { worksForAgency } from '@/features/accounts/rules'
import { useOfferedCommands } from '@/lib/commands'
import { applyTheme } from '@/lib/preferences'
import { Kbd } from '@/ui/kbd'
import type { navigation } from './navigation'

type Props = { me: Me; tenant: Tenant; screens: readonly (typeof navigation)[number][]; onClose: () => void; onShortcuts: () => void }

const groupClass =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-ink-3'
const itemClass = 'flex items-center gap-2 rounded-md px-2 py-2 text-sm aria-selected:bg-accent-soft aria-selected:text-accent-text'

export default function CommandPalette({ me, tenant, screens, onClose, onShortcuts }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const offered = useOfferedCommands()
  const run = (action: () => unknown) => () => {
    onClose()
    void action()
  }
  return (
    <Command.Dialog
      open
      loop
      onOpenChange={(open) => !open && onClose()}
      label={t('palette.title')}
      overlayClassName="fixed inset-0 z-40 bg-overlay"
      contentClassName="fixed top-[12dvh] left-1/2 z-50 w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-xl border bg-raised shadow-pop outline-none"
    >
      <h1 className="sr-only">{t('palette.title')}</h1>
      <Command.Input placeholder={t('palette.placeholder')} className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-ink-3" />
      <Command.List className="max-h-[60dvh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-sm text-ink-3">{t('palette.empty')}</Command.Empty>
        {offered.length > 0 && (
          <Command.Group heading={t('palette.conversation')} className={groupClass}>
            {offered.map((command) => (
              <Command.Item key={command.id} value={command.label} onSelect={run(command.run)} className={itemClass}>
                <span className="flex-1">{command.label}</span>
                {command.keys && <Kbd>{command.keys}</Kbd>}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        <Command.Group heading={t('palette.go')} className={groupClass}>
          {screens.map(({ name, to, icon: Icon }) => (
            <Command.Item key={name} value={t(`nav.${name}`)} onSelect={run(() => navigate({ to, params: { slug: tenant.slug } }))} className={itemClass}>
              <Icon aria-hidden className="size-4" />
              {t(`nav.${name}`)}
            </Command.Item>
          ))}
          {worksForAgency(me) && (
            <Command.Item value={t('tenant.agency')} onSelect={run(() => navigate({ to: '/agency' }))} className={itemClass}>
              {t('tenant.agency')}
            </Command.Item>
          )}
        </Command.Group>
        {me.tenants.length > 1 && (
          <Command.Group heading={t('palette.tenants')} className={groupClass}>
            {me.tenants.map((entry) => (
              <Command.Item key={entry.id} value={`${entry.name} ${entry.slug}`} onSelect={run(() => navigate({ to: '/t/$slug', params: { slug: entry.slug } }))} className={itemClass}>
                {entry.name}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        <Command.Group heading={t('palette.view')} className={groupClass}>
          {(['light', 'dark', 'system'] as const).map((theme) => (
            <Command.Item key={theme} value={`${t('user.theme')} ${t(`theme.${theme}`)}`} onSelect={run(() => applyTheme(theme))} className={itemClass}>
              {t('user.theme')}: {t(`theme.${theme}`)}
            </Command.Item>
          ))}
          <Command.Item value={t('shortcuts.title')} onSelect={run(onShortcuts)} className={itemClass}>
            <span className="flex-1">{t('shortcuts.title')}</span>
            <Kbd>?</Kbd>
          </Command.Item>
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  )
}
