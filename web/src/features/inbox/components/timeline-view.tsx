import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/client/types'
import { clockTime, dayKey, daysAgo, longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { ErrorState, Skeleton } from '@/ui/states'
import { Spinner } from '@/ui/spinner'
import { toast } from '@/ui/toast'
import { usePending } from '../api/outbox'
import { loadOlder } from '../api/timeline'
import { type Timeline, isMessage, rows } from '../rules/timeline'
import { EventLine } from './event-line'
import { MessageBubble } from './message-bubble'
import { NoteCard } from './note-card'
import { PendingBubble } from './pending-bubble'

type Props = {
  conversationId: string
  customer: string
  timeline: UseQueryResult<Timeline>
  firstUnreadId: string | null
  /** Undefined for whoever may only look. */
  onReply: ((message: Message) => void) | undefined
}

const nearEnd = 80

/** Messages, notes and events in the server's order; stays at the end when one is there, and in place when older ones load. */
export function TimelineView({ conversationId, customer, timeline, firstUnreadId, onReply }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const client = useQueryClient()
  const errorText = useErrorText()
  const now = useNow(60_000)
  const pending = usePending(conversationId)
  const scroller = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const heightBefore = useRef<number | null>(null)
  const [hasNews, setHasNews] = useState(false)
  const [isAway, setAway] = useState(false)
  const [isLoadingOlder, setLoadingOlder] = useState(false)

  const items = timeline.data?.items
  const { timeZone, locale } = zone
  const days = useMemo(() => rows(items ?? [], (at) => dayKey(at, { timeZone, locale }), firstUnreadId), [items, timeZone, locale, firstUnreadId])
    const lastItem = items?.at(-1)
  const lastId = lastItem?.id
  const isLastIncoming = lastItem?.type === 'message' && lastItem.direction === 'in'

  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    if (heightBefore.current !== null) {
      box.scrollTop += box.scrollHeight - heightBefore.current
      heightBefore.current = null
    } else if (isAtEnd.current) box.scrollTop = box.scrollHeight
  }, [days, pending])

  useEffect(() => {
    if (!isAtEnd.current && isLastIncoming) setHasNews(true)
  }, [lastId, isLastIncoming])

  // Pictures and the composer change heights after drawing: whoever was at the end stays there.
  useEffect(() => {
    const box = scroller.current
    const content = box?.firstElementChild
    if (!box || !content) return
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) box.scrollTop = box.scrollHeight
    })
    observer.observe(content)
    observer.observe(box)
    return () => observer.disconnect()
  }, [])

  const older = useCallback(async () => {
    if (isLoadingOlder) return
    setLoadingOlder(true)
    try {
      heightBefore.current = scroller.current?.scrollHeight ?? null
      await loadOlder(client, tenant.id, conversationId)
    } catch (error) {
      heightBefore.current = null
      toast(errorText(error), { tone: 'danger' })
    } finally {
      setLoadingOlder(false)
    }
  }, [isLoadingOlder, client, tenant.id, conversationId, errorText])

  const hasOlder = Boolean(timeline.data?.prev_cursor)
  const onScroll = () => {
    const box = scroller.current
    if (!box) return
    isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd
    setAway(!isAtEnd.current)
    if (isAtEnd.current) setHasNews(false)
    if (box.scrollTop < 120 && hasOlder && !timeline.isFetching) void older()
  }
  const toEnd = () => {
    isAtEnd.current = true
    const box = scroller.current
    box?.scrollTo({ top: box.scrollHeight })
  }

  const dayLabel = (at: string) => {
    const days = daysAgo(at, now, zone)
    return days <= 0 ? t('inbox:thread.today') : days === 1 ? t('inbox:thread.yesterday') : longDate(at, zone)
  }
  const byId = useMemo(() => new Map((items ?? []).filter(isMessage).map((message) => [message.id, message])), [items])

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
      <div ref={scroller} onScroll={onScroll} tabIndex={0} role="log" aria-live="off" aria-label={t('inbox:thread.label', { name: customer })} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 focus-visible:-outline-offset-2 md:px-6">
        <div className="mx-auto flex min-h-full w-full max-w-3xl flex-col justify-end py-4">
          {timeline.isPending && <ThreadSkeleton label={t('shell:loading')} />}
          {timeline.isError && !items && (
            <ErrorState title={<>{t('inbox:thread.failed')} {errorText(timeline.error)}</>} retryLabel={t('shell:retry')} onRetry={() => void timeline.refetch()} />
          )}
          {items && (
            <div className="flex h-9 items-center justify-center text-xs text-ink-3">
              {isLoadingOlder ? <Spinner /> : hasOlder ? <Button variant="ghost" size="sm" onClick={() => void older()}>{t('inbox:thread.older')}</Button> : t('inbox:thread.start')}
            </div>
          )}
          <ol className="flex flex-col">
            {days.map((day) => (
              <li key={day.key}>
                <p className="sticky top-1 z-10 my-3 flex justify-center">
                  <span className="rounded-full border bg-canvas px-2.5 py-0.5 text-2xs font-medium text-ink-2 first-letter:uppercase">{dayLabel(day.at)}</span>
                </p>
                <ol className="flex flex-col">
                  {day.rows.map((row) => {
                    if (row.type === 'unread')
                      return (
                        <li key={row.key} className="my-2 flex items-center gap-3 text-2xs font-semibold text-accent-text">
                          <span className="h-px flex-1 bg-accent/40" />
                          {t('inbox:thread.unread')}
                          <span className="h-px flex-1 bg-accent/40" />
                        </li>
                      )
                    const { item } = row
                    if (item.type === 'note') return <NoteCard key={row.key} note={item} />
                    if (item.type === 'event') return <EventLine key={row.key} event={item} />
                    return (
                      <MessageBubble
                        key={row.key}
                        message={item}
                        customer={customer}
                        isFirst={row.isFirst}
                        isLast={row.isLast}
                        quoted={item.reply_to ? byId.get(item.reply_to.id) : undefined}
                        onReply={onReply}
                      />
                    )
                  })}
                </ol>
              </li>
            ))}
            {pending.map((entry) => (
              <PendingBubble key={entry.client_id} pending={entry} />
            ))}
          </ol>
        </div>
      </div>
      {isAway && (
        <Button
          variant={hasNews ? 'primary' : 'secondary'}
          size={hasNews ? 'sm' : 'icon'}
          className="absolute right-4 bottom-3 rounded-full shadow-pop"
          onClick={toEnd}
          aria-label={hasNews ? undefined : t('inbox:thread.toEnd')}
        >
          <ArrowDown aria-hidden />
          {hasNews && t('inbox:thread.newBelow')}
        </Button>
      )}
      <Arrivals item={isLastIncoming && lastItem?.type === 'message' ? lastItem : null} customer={customer} time={lastItem ? clockTime(lastItem.at, zone) : ''} />
    </div>
  )
}

/** Reads each new message of the open conversation aloud, and none of those that were there on opening. */
function Arrivals({ item, customer, time }: { item: Message | null; customer: string; time: string }) {
  const { t } = useTranslation('inbox')
  const opened = useRef<string | null | undefined>(undefined)
  const [text, setText] = useState('')
  const id = item?.id
  const words = item?.text ?? (item ? t(`message.kind.${item.kind}`) : '')
  useEffect(() => {
    if (opened.current === undefined || !id) opened.current ??= id
    else if (id !== opened.current) {
      opened.current = id
      setText(`${t('thread.arrived', { name: customer, text: words })} ${time}`)
    }
  }, [id, customer, words, time, t])
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  )
}

function ThreadSkeleton({ label }: { label: string }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{label}</span>
      <Skeleton className="h-10 w-2/5 rounded-2xl" />
      <Skeleton className="h-16 w-1/2 self-end rounded-2xl" />
      <Skeleton className="h-10 w-1/3 rounded-2xl" />
      <Skeleton className="h-24 w-3/5 self-end rounded-2xl" />
      <Skeleton className="h-10 w-1/4 rounded-2xl" />
    </div>
  )
}
