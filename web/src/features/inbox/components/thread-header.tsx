import { ArrowLeft, Ellipsis, PanelRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ConversationSummary } from '@/client/types'
import { formatPhone } from '@/lib/phone'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { Menu, MenuItem } from '@/ui/menu'
import { Skeleton } from '@/ui/states'
import { Tooltip } from '@/ui/tooltip'
import { handle } from '../rules/list'

type Props = {
  summary: ConversationSummary | undefined
  name: string
  onBack: () => void
  isPanelOpen: boolean
  onPanel: (isOpen: boolean) => void
  /** Undefined for whoever may only look. */
  onToggleCase: (() => void) | undefined
}

export function ThreadHeader({ summary, name, onBack, isPanelOpen, onPanel, onToggleCase }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const details = summary && [summary.contact.name && formatPhone(summary.contact.phone), summary.contact.username && handle(summary.contact.username), summary.store?.name].filter(Boolean)
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b px-2 md:px-4">
      <Button variant="ghost" size="icon" className="md:hidden" aria-label={t('shell:back')} onClick={onBack}>
        <ArrowLeft aria-hidden />
      </Button>
      {summary ? (
        <>
          <Avatar name={name} className="size-8 max-md:hidden" />
          <div className="min-w-0 flex-1">
            <h2 className="truncate text-base leading-tight font-semibold">{name}</h2>
            <p className="truncate text-xs text-ink-2">{details?.length ? details.join(' · ') : summary.channel.name}</p>
          </div>
        </>
      ) : (
        <div className="flex-1 space-y-1.5">
          <Skeleton className="h-3.5 w-40" />
          <Skeleton className="h-3 w-24" />
        </div>
      )}
      {summary && (
        <>
          {onToggleCase && (
            <Button variant="ghost" className="max-lg:hidden" onClick={onToggleCase}>
              {summary.case?.is_open ? t('inbox:owner.close') : t('inbox:owner.reopen')}
            </Button>
          )}
          <Tooltip label={isPanelOpen ? t('inbox:owner.hidePanel') : t('inbox:owner.panel')} keys="i">
            <Button
              variant="ghost"
              size="icon"
              aria-label={isPanelOpen ? t('inbox:owner.hidePanel') : t('inbox:owner.panel')}
              aria-pressed={isPanelOpen}
              className={cn(isPanelOpen && 'bg-hover text-ink')}
              onClick={() => onPanel(!isPanelOpen)}
            >
              <PanelRight aria-hidden />
            </Button>
          </Tooltip>
          {onToggleCase && (
            <div className="lg:hidden">
              <Menu
                trigger={
                  <Button variant="ghost" size="icon" aria-label={t('shell:more')}>
                    <Ellipsis aria-hidden />
                  </Button>
                }
              >
                <MenuItem onSelect={onToggleCase}>{summary.case?.is_open ? t('inbox:owner.close') : t('inbox:owner.reopen')}</MenuItem>
              </Menu>
            </div>
          )}
        </>
      )}
    </header>
  )
}
