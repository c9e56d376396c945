import { useInfiniteQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CustodyEvent } from '@/client/types'
import { clockTime, dayKey, shortDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { eventsQuery } from '../api'
import type { View } from '../rules/view'
import { toneOf, useWords } from './words'

type Props = { view: View; days: { first: string; last: string }; onOpen: (id: string) => void }

/** The events that are kept raw, newest first, each with what it became. */
export function EventList({ view, days, onOpen }: Props) {
  const { t } = useTranslation('custody')
  const { t: shell } = useTranslation()
  const errorText = useErrorText()
  const { tenant } = useSession()
  const list = useInfiniteQuery(eventsQuery(tenant.id, view, days))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  if (list.isError && !list.data) return <ErrorState title={errorText(list.error)} retryLabel={shell('retry')} onRetry={() => void list.refetch()} />
  if (!list.data)
    return (
      <div role="status" className="flex flex-col gap-2 p-4">
        <span className="sr-only">{shell('loading')}</span>
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} className="h-9" />
        ))}
      </div>
    )
  if (items.length === 0)
    return (
      <EmptyState icon={Inbox} title={t('list.empty')}>
        {t('list.emptyText')}
      </EmptyState>
    )
  return (
    <>
      <ul className="divide-y">
        {items.map((event) => (
          <li key={event.id}>
            <Line event={event} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {list.isError && (
        <p role="alert" className="border-t px-4 py-2 text-center text-sm text-danger">
          {errorText(list.error)}
        </p>
      )}
      {list.hasNextPage && (
        <div className="flex justify-center border-t p-3">
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Line({ event, onOpen }: { event: CustodyEvent; onOpen: (id: string) => void }) {
  const words = useWords()
  const zone = useZone()
  const now = useNow(60_000)
  const isToday = dayKey(event.received_at, zone) === dayKey(now, zone)
  return (
    <button
      type="button"
      onClick={() => onOpen(event.id)}
      className="grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2 text-left text-sm hover:bg-hover sm:grid-cols-[6.5rem_9rem_minmax(0,1fr)_auto]"
    >
      <time dateTime={event.received_at} className="text-xs text-ink-2 tabular-nums">
        {isToday ? clockTime(event.received_at, zone) : `${shortDate(event.received_at, now, zone)} ${clockTime(event.received_at, zone)}`}
      </time>
      <span className="truncate max-sm:hidden">{words.kind(event.kind)}</span>
      <span className="min-w-0 sm:truncate">
        <span className="block text-xs text-ink-3 sm:hidden">{words.kind(event.kind)}</span>
        <span className="line-clamp-2 sm:line-clamp-none sm:inline">
          {event.contact?.name && <span className="font-medium">{event.contact.name}</span>}
          {event.contact?.name && event.message && <span className="text-ink-3"> · </span>}
          {event.message && <span className="text-ink-2">{words.said(event.message.preview)}</span>}
          {event.reason && <span className="text-ink-2">{event.contact?.name || event.message ? ` (${words.reason(event.reason)})` : words.reason(event.reason)}</span>}
        </span>
      </span>
      <Badge tone={toneOf[event.state]}>{words.state(event.state)}</Badge>
    </button>
  )
}
