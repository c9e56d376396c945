import { useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageCircleOff } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/client/types'
import { useCommands } from '@/lib/commands'
import { useErrorText } from '@/lib/error-text'
import { useHotkeys } from '@/lib/hotkeys'
import { ApiError } from '@/lib/http'
import { formatPhone } from '@/lib/phone'
import { SeeingOnly } from '@/lib/seeing-only'
import { canChange, useSession } from '@/lib/session'
import { useTitle } from '@/lib/title'
import { EmptyState, ErrorState } from '@/ui/states'
import { useConversationVerb, useMarkRead } from '../api/actions'
import { conversationQuery, knownSummary } from '../api/conversations'
import { timelineQuery } from '../api/timeline'
import { contactName } from '../rules/list'
import { firstUnread } from '../rules/timeline'
import { Composer, type ComposerHandle } from './composer'
import { OwnershipBar } from './ownership-bar'
import { ThreadHeader } from './thread-header'
import { TimelineView } from './timeline-view'

type Props = { id: string; onBack: () => void; isPanelOpen: boolean; onPanel: (isOpen: boolean) => void }

/** One conversation: who it is and who answers, what was said, and where to write. */
export function Thread({ id, onBack, isPanelOpen, onPanel }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const { me, tenant } = useSession()
  const client = useQueryClient()
  const errorText = useErrorText()
  const conversation = useQuery(conversationQuery(tenant.id, id))
  const timeline = useQuery(timelineQuery(client, tenant.id, id))
  const summary = conversation.data ?? knownSummary(client, tenant.id, id)
  const verb = useConversationVerb()
  const { mutate: markRead } = useMarkRead()
  const composer = useRef<ComposerHandle>(null)
  const mayChange = canChange(tenant, 'inbox')
  const [replyTo, setReplyTo] = useState<Message | null>(null)

  // The mark of what was unread on opening stays while the thread is open; counting down happens at once.
  const [unreadAtOpen, setUnreadAtOpen] = useState<number | null>(null)
  if (unreadAtOpen === null && summary) setUnreadAtOpen(summary.unread_count)
  const items = timeline.data?.items
  const [firstUnreadId, setFirstUnreadId] = useState<string | null | undefined>(undefined)
  if (firstUnreadId === undefined && items && unreadAtOpen !== null) setFirstUnreadId(firstUnread(items, unreadAtOpen))

  const unread = summary?.unread_count ?? 0
  const hasTimeline = timeline.isSuccess
  useEffect(() => {
    // who only follows takes nothing off the list of what a colleague has not read
    if (unread === 0 || !hasTimeline || !mayChange) return
    const mark = () => document.visibilityState === 'visible' && markRead(id)
    const timer = setTimeout(mark, 300)
    document.addEventListener('visibilitychange', mark)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', mark)
    }
  }, [unread, hasTimeline, id, markRead, mayChange])

  const isMine = summary?.owner.kind === 'person' && summary.owner.user?.id === me.user.id
  const assume = () => !isMine && verb.mutate({ verb: 'assume', conversationId: id, isFromColleague: summary?.owner.kind === 'person' })
  const giveBack = () => summary?.owner.kind !== 'bot' && verb.mutate({ verb: 'return', conversationId: id })
  const isOpenCase = summary?.case?.is_open === true
  const toggleCase = () => verb.mutate({ verb: isOpenCase ? 'close' : 'reopen', conversationId: id })
  const focus = (mode: 'message' | 'note') => (event?: KeyboardEvent) => {
    event?.preventDefault()
    composer.current?.focus(mode)
  }

  useHotkeys(
    {
      ...(mayChange && { r: focus('message'), n: focus('note'), a: assume, e: giveBack }),
      i: () => onPanel(!isPanelOpen),
      Escape: (event) => {
        const target = event.target as HTMLElement
        if (/^(INPUT|TEXTAREA)$/.test(target.tagName)) {
          target.blur()
          document.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(id)}"]`)?.focus()
        } else onBack()
      },
    },
    ['Escape'],
  )
  useCommands([
    ...(mayChange
      ? [
          { id: 'reply', label: t('shell:shortcuts.reply'), keys: 'r', run: () => setTimeout(focus('message'), 50) },
          { id: 'note', label: t('shell:shortcuts.note'), keys: 'n', run: () => setTimeout(focus('note'), 50) },
          ...(isMine ? [] : [{ id: 'assume', label: t('shell:shortcuts.assume'), keys: 'a', run: assume }]),
          ...(summary?.owner.kind === 'bot' ? [] : [{ id: 'return', label: t('shell:shortcuts.return'), keys: 'e', run: giveBack }]),
          { id: 'case', label: t(isOpenCase ? 'inbox:owner.close' : 'inbox:owner.reopen'), run: toggleCase },
        ]
      : []),
    { id: 'panel', label: t('shell:shortcuts.panel'), keys: 'i', run: () => onPanel(!isPanelOpen) },
  ])

  const reply = useCallback((message: Message) => {
    setReplyTo(message)
    composer.current?.focus('message')
  }, [])
  const name = useMemo(() => (summary ? contactName(summary.contact, formatPhone) : ''), [summary])

  useTitle(name, tenant.name)

  if (conversation.isError && !summary) {
    const isGone = conversation.error instanceof ApiError && conversation.error.status === 404
    return isGone ? (
      <EmptyState icon={MessageCircleOff} title={t('inbox:thread.notFound')} className="m-auto">
        {t('inbox:thread.notFoundText')}
      </EmptyState>
    ) : (
      <ErrorState title={errorText(conversation.error)} retryLabel={t('shell:retry')} onRetry={() => void conversation.refetch()} className="m-auto" />
    )
  }

  return (
    <section aria-label={t('inbox:thread.label', { name })} className="flex min-h-0 flex-1 flex-col">
      <ThreadHeader summary={summary} name={name} onBack={onBack} isPanelOpen={isPanelOpen} onPanel={onPanel} onToggleCase={mayChange ? toggleCase : undefined} />
      {summary && <OwnershipBar summary={summary} mayChange={mayChange} isMine={isMine} isBusy={verb.isPending} onAssume={assume} onReturn={giveBack} onReopen={toggleCase} />}
      <TimelineView
        conversationId={id}
        customer={name}
        timeline={timeline}
        firstUnreadId={firstUnreadId ?? null}
        onReply={mayChange ? reply : undefined}
      />
      <SeeingOnly rooms="inbox" text="seeing.inbox" className="shrink-0 border-t px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]" />
      {summary && mayChange && <Composer ref={composer} key={id} summary={summary} isMine={isMine} replyTo={replyTo} onReplyTo={setReplyTo} />}
    </section>
  )
}
