import { Link } from '@tanstack/react-router'
import { Bot, CircleDashed, Hourglass, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationSummary } from '@/client/types'
import { clockTime, daysAgo, shortDate, span } from '@/lib/dates'
import { formatPhone } from '@/lib/phone'
import { useSession, useZone } from '@/lib/session'
import { Avatar } from '@/ui/avatar'
import { cn } from '@/ui/class-names'
import { contactName, readPreview } from '../rules/list'
import { plainText } from '../rules/rich-text'
import { waiting, windowState } from '../rules/window'

type Props = { conversation: ConversationSummary; now: number; isOpen: boolean; isTabStop: boolean; isStoreTold: boolean; onFocus: () => void; onPoint: () => void }

/** One conversation in two lines: who and when; what was said last, who has it, and what presses. */
export const ConversationRow = memo(function ConversationRow({ conversation, now, isOpen, isTabStop, isStoreTold, onFocus, onPoint }: Props) {
  const { t } = useTranslation('inbox')
  const { me, tenant } = useSession()
  const zone = useZone()
  const { contact, owner, last_message: last, unread_count: unread } = conversation
  const name = contactName(contact, formatPhone)
  const wait = waiting(conversation, now)
  const replyWindow = windowState(conversation.window_closes_at, now)
  const isPressing = replyWindow.kind === 'closing' && (conversation.is_waiting || unread > 0)
  const isMine = owner.user?.id === me.user.id
  const ownerLabel = owner.kind === 'bot' ? t('list.withBot') : owner.kind === 'nobody' ? t('list.withNobody') : isMine ? t('list.withYou') : t('list.with', { name: owner.user?.name ?? '' })
  const days = daysAgo(conversation.last_activity_at, now, zone)
  const when = days <= 0 ? clockTime(conversation.last_activity_at, zone) : days === 1 ? t('list.yesterday') : shortDate(conversation.last_activity_at, now, zone)
  const author = last?.direction === 'out' ? (last.author_kind === 'bot' ? t('list.bot') : last.author_kind === 'phone_app' ? t('list.phoneApp') : isMine ? t('list.you') : null) : null
  const line = last && readPreview(last.preview, last.kind)
  const preview = !line ? '' : 'words' in line ? plainText(line.words) : line.kind === 'revoked' ? t('message.revoked') : t(`message.kind.${line.kind}`)
  const hasFailed = last?.status === 'failed' || last?.status === 'unknown'

  return (
    <Link
      to="/t/$slug/inbox/{-$conversationId}"
      params={{ slug: tenant.slug, conversationId: conversation.id }}
      search={(before) => ({ ...before, panel: undefined })}
      data-conversation={conversation.id}
      tabIndex={isTabStop ? 0 : -1}
      aria-current={isOpen ? 'true' : undefined}
      onFocus={onFocus}
      onMouseEnter={onPoint}
      className={cn('group flex h-16 items-center gap-2.5 rounded-lg px-2 focus-visible:-outline-offset-2', isOpen ? 'bg-accent-soft' : 'hover:bg-hover')}
    >
      <span className="relative">
        <Avatar name={name} />
        <OwnerMark owner={owner} isMine={isMine} isOpen={isOpen} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={cn('min-w-0 flex-1 truncate text-sm', unread > 0 ? 'font-bold text-ink' : 'font-medium text-ink')}>{name}</span>
          <span className={cn('shrink-0 text-2xs tabular-nums', unread > 0 ? 'font-semibold text-accent-text' : 'text-ink-3', isOpen && 'text-ink-2')}>{when}</span>
        </span>
        <span className="mt-0.5 flex items-center gap-1.5">
          {hasFailed && <TriangleAlert aria-label={t('list.failedSend')} className="size-3.5 shrink-0 text-danger" />}
          <span className={cn('min-w-0 flex-1 truncate text-xs', unread > 0 ? 'text-ink' : 'text-ink-2')}>
            {author && <span className="text-ink-2">{author}: </span>}
            {preview}
          </span>
          {wait.kind !== 'none' && (
            <span className={cn('flex shrink-0 items-center gap-0.5 rounded px-1 text-2xs font-semibold tabular-nums', wait.kind === 'overdue' ? 'bg-danger-soft text-danger' : 'bg-wait-soft text-wait')}>
              <Hourglass aria-hidden className="size-2.5" />
              <span aria-hidden>{span(wait.since)}</span>
              <span className="sr-only">{t(wait.kind === 'overdue' ? 'list.overdue' : 'list.waitingFor', { span: span(wait.since) })}</span>
            </span>
          )}
          {isPressing && wait.kind === 'none' && (
            <span className="shrink-0 rounded bg-wait-soft px-1 text-2xs font-semibold text-wait tabular-nums">
              <span aria-hidden>{span(replyWindow.left)}</span>
              <span className="sr-only">{t('list.windowClosing', { span: span(replyWindow.left) })}</span>
            </span>
          )}
          {unread > 0 && (
            <span className="flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full bg-accent px-1 text-2xs font-bold text-accent-ink tabular-nums">
              <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
              <span className="sr-only">{t('list.unread', { count: unread })}</span>
            </span>
          )}
        </span>
        <span className="sr-only">
          {ownerLabel}
          {conversation.case?.is_open !== true && `, ${t('list.closed')}`}
        </span>
        {isStoreTold && conversation.store && <span className="block truncate text-2xs text-ink-3 group-aria-[current=true]:text-ink-2">{conversation.store.name}</span>}
      </span>
    </Link>
  )
})

function OwnerMark({ owner, isMine, isOpen }: { owner: ConversationSummary['owner']; isMine: boolean; isOpen: boolean }) {
  const ring = isOpen ? 'ring-accent-soft' : 'ring-canvas'
  const shape = cn('absolute -right-1 -bottom-1 flex size-4 items-center justify-center rounded-full ring-2', ring)
  if (owner.kind === 'bot')
    return (
      <span className={cn(shape, 'bg-bubble-bot text-bot')}>
        <Bot aria-hidden className="size-3" />
      </span>
    )
  if (owner.kind === 'nobody')
    return (
      <span className={cn(shape, 'bg-wait-soft text-wait')}>
        <CircleDashed aria-hidden className="size-3" />
      </span>
    )
  return (
    <span aria-hidden className={cn(shape, 'text-[0.5625rem] font-bold', isMine ? 'bg-accent text-accent-ink' : 'bg-ink-2 text-surface')}>
      {owner.user?.name[0]?.toUpperCase()}
    </span>
  )
}
