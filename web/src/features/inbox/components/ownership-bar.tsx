import { useQuery } from '@tanstack/react-query'
import { Bot, CircleCheck, CircleDashed, Hourglass, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ConversationSummary } from '@/client/types'
import { span } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { Kbd } from '@/ui/kbd'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu'
import { Spinner } from '@/ui/spinner'
import { useConversationVerb } from '../api/actions'
import { peopleQuery } from '../api/conversations'
import { waiting } from '../rules/window'

type Props = {
  summary: ConversationSummary
  mayChange: boolean
  isMine: boolean
  isBusy: boolean
  onAssume: () => void
  onReturn: () => void
  onReopen: () => void
}

/** Who answers now, and the one press that changes it. */
export function OwnershipBar({ summary, mayChange, isMine, isBusy, onAssume, onReturn, onReopen }: Props) {
  const { t } = useTranslation('inbox')
  const now = useNow()
  const { owner } = summary
  const wait = waiting(summary, now)
  const isClosed = summary.case?.is_open !== true

  const [tone, Icon, label] = isClosed
    ? (['bg-sunken text-ink-2', CircleCheck, t('owner.closed')] as const)
    : wait.kind === 'overdue'
      ? (['bg-danger-soft text-danger', Hourglass, t('owner.nobodyOverdue', { span: span(wait.since) })] as const)
      : owner.kind === 'nobody'
        ? (['bg-wait-soft text-wait', wait.kind === 'none' ? CircleDashed : Hourglass, wait.kind === 'none' ? t('owner.nobody') : t('owner.nobodyWaiting', { span: span(wait.since) })] as const)
        : owner.kind === 'bot'
          ? (['bg-bubble-bot text-bot', Bot, t('owner.bot')] as const)
          : isMine
            ? (['bg-accent-soft text-accent-text', UserRound, t('owner.you')] as const)
            : (['bg-sunken text-ink-2', UserRound, t('owner.person', { name: owner.user?.name ?? '' })] as const)

  return (
    <div className={cn('flex min-h-10 shrink-0 items-center gap-2 px-3 py-1 md:px-4', tone)}>
      <Icon aria-hidden className="size-4 shrink-0" />
      <p role="status" className="min-w-0 flex-1 truncate text-sm font-medium">
        {label}
      </p>
      {mayChange && isClosed && (
        <Button size="sm" onClick={onReopen} isBusy={isBusy}>
          {t('owner.reopen')}
        </Button>
      )}
      {mayChange && !isClosed && <AssignMenu summary={summary} />}
      {mayChange && !isClosed && owner.kind !== 'bot' && (
        <Button size="sm" onClick={onReturn} isBusy={isBusy} className={cn(!isMine && 'max-sm:hidden')}>
          <Bot aria-hidden />
          {t('owner.return')}
          <Kbd className="touch:hidden">e</Kbd>
        </Button>
      )}
      {mayChange && !isClosed && !isMine && (
        <Button size="sm" variant="primary" onClick={onAssume} isBusy={isBusy}>
          {t('owner.assume')}
          <Kbd className="border-transparent bg-accent-ink/20 text-accent-ink touch:hidden">a</Kbd>
        </Button>
      )}
    </div>
  )
}

function AssignMenu({ summary }: { summary: ConversationSummary }) {
  const { t } = useTranslation('inbox')
  return (
    <Menu
      className="w-56"
      trigger={
        <Button size="sm" variant="ghost" className="text-current hover:bg-current/10 hover:text-current">
          {t('owner.assign')}
        </Button>
      }
    >
      <AssignChoices summary={summary} />
    </Menu>
  )
}

/** Read when the menu opens. */
function AssignChoices({ summary }: { summary: ConversationSummary }) {
  const { t } = useTranslation(['inbox', 'shell'])
  const { me, tenant } = useSession()
  const people = useQuery(peopleQuery(tenant.id))
  const verb = useConversationVerb()
  const assign = (user: { id: string; name: string } | null) => verb.mutate({ verb: 'assign', conversationId: summary.id, user })
  const mine = { id: me.user.id, name: me.user.name }
  const others = (people.data ?? []).filter((person) => person.is_active && person.user_id !== me.user.id && person.permissions.includes('inbox'))
  return (
    <>
      <MenuLabel>{t('inbox:owner.assignTo')}</MenuLabel>
      <MenuChoice isChosen={summary.owner.user?.id === mine.id} onSelect={() => assign(mine)}>
        {t('inbox:owner.me')}
      </MenuChoice>
      {people.isPending && (
        <div role="status" className="flex justify-center py-2 text-ink-3">
          <Spinner />
        </div>
      )}
      {people.isError && (
        <MenuItem
          onSelect={(event) => {
            event.preventDefault()
            void people.refetch()
          }}
        >
          {t('inbox:owner.peopleFailed')}. {t('shell:retry')}
        </MenuItem>
      )}
      {others.map((person) => (
        <MenuChoice key={person.user_id} isChosen={summary.owner.user?.id === person.user_id} onSelect={() => assign({ id: person.user_id, name: person.name })}>
          {person.name}
        </MenuChoice>
      ))}
      {summary.owner.kind !== 'nobody' && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => assign(null)}>{t('inbox:owner.unassign')}</MenuItem>
        </>
      )}
    </>
  )
}
