import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { CheckCheck, Inbox as InboxIcon, SearchX } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { useHotkeys } from '@/lib/hotkeys'
import { useNow } from '@/lib/now'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { conversationQuery, countsQuery, listQuery } from '../api/conversations'
import { timelineQuery } from '../api/timeline'
import type { ListView } from '../rules/list'
import { ConversationRow } from './conversation-row'
import { ListHeader } from './list-header'

type Props = { view: ListView; onView: (change: Partial<ListView>) => void; openId: string | undefined; onOpen: (id: string | undefined) => void }

const rowHeight = 68

/** The conversations of a view, keyset page by page, walked by j/k or arrows with one tab stop. */
export function ConversationList({ view, onView, openId, onOpen }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const { tenant } = useSession()
  const client = useQueryClient()
  const errorText = useErrorText()
  const now = useNow()
  const list = useInfiniteQuery(listQuery(tenant.id, view))
  const counts = useQuery(countsQuery(tenant.id, view.status))
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  // with one store its name on every line says nothing
  const isStoreTold = useMemo(() => new Set(items.flatMap((item) => item.store?.id ?? [])).size > 1, [items])
  const scroller = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const [cursorId, setCursorId] = useState<string | undefined>(openId)
  const [wantsFocus, setWantsFocus] = useState(false)

  const virtual = useVirtualizer({ count: items.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8, getItemKey: (index) => items[index]?.id ?? index })
  const drawn = virtual.getVirtualItems()
  const lastDrawn = drawn.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastDrawn >= items.length - 10) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastDrawn, items.length])

  const found = items.findIndex((item) => item.id === cursorId)
  const cursor = found >= 0 ? found : Math.max(0, items.findIndex((item) => item.id === openId))

  const prefetch = useCallback(
    (id: string) => {
      void client.prefetchQuery(conversationQuery(tenant.id, id))
      void client.prefetchQuery(timelineQuery(client, tenant.id, id))
    },
    [client, tenant.id],
  )
  const move = (step: number) => {
    if (items.length === 0) return
    const isOnList = scroller.current?.contains(document.activeElement) ?? false
    const next = Math.min(items.length - 1, Math.max(0, found < 0 && !openId ? 0 : isOnList || openId ? cursor + step : cursor))
    const id = items[next]?.id
    if (!id) return
    setCursorId(id)
    setWantsFocus(true)
    virtual.scrollToIndex(next)
    // beside an open thread, walking the list reads along
    if (openId && matchMedia('(min-width: 768px)').matches) onOpen(id)
    else prefetch(id)
  }
  useEffect(() => {
    if (!wantsFocus) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(cursorId ?? '')}"]`)
    if (row) {
      row.focus({ preventScroll: true })
      setWantsFocus(false)
    }
  }, [wantsFocus, cursorId, drawn])

  const walk = (step: number) => (event: KeyboardEvent) => {
    event.preventDefault()
    move(step)
  }
  const arrow = (step: number) => (event: KeyboardEvent) => {
    if (scroller.current?.contains(event.target as Node) || event.target === document.body) walk(step)(event)
  }
  useHotkeys({
    j: walk(1),
    k: walk(-1),
    ArrowDown: arrow(1),
    ArrowUp: arrow(-1),
    '/': (event) => {
      event.preventDefault()
      search.current?.focus()
      search.current?.select()
    },
  })

  return (
    <>
      <ListHeader view={view} onView={onView} counts={counts.data} searchRef={search} onLeaveSearch={() => move(0)} />
      <section aria-label={t('inbox:list.label')} ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2">
        {list.isPending && <ListSkeleton label={t('shell:loading')} />}
        {list.isError && items.length === 0 && (
          <ErrorState title={<>{t('inbox:list.failed')} {errorText(list.error)}</>} retryLabel={t('shell:retry')} onRetry={() => void list.refetch()} />
        )}
        {list.isSuccess && items.length === 0 && <NothingHere view={view} onView={onView} />}
        {items.length > 0 && (
          <ul className="relative" style={{ height: virtual.getTotalSize() }}>
            {drawn.map((row) => {
              const conversation = items[row.index]
              if (!conversation) return null
              return (
                <li key={row.key} className="absolute inset-x-0 top-0 px-1.5" style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}>
                  <ConversationRow
                    conversation={conversation}
                    now={now}
                    isOpen={conversation.id === openId}
                    isTabStop={row.index === cursor}
                    isStoreTold={isStoreTold}
                    onFocus={() => setCursorId(conversation.id)}
                    onPoint={() => prefetch(conversation.id)}
                  />
                </li>
              )
            })}
          </ul>
        )}
        {isFetchingNextPage && (
          <p role="status" className="py-3 text-center text-xs text-ink-3">
            {t('inbox:list.loadingMore')}
          </p>
        )}
      </section>
    </>
  )
}

function ListSkeleton({ label }: { label: string }) {
  return (
    <div role="status" className="px-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: 9 }, (_, index) => (
        <div key={index} className="flex h-17 items-center gap-3">
          <Skeleton className="size-9 rounded-full" />
          <div className="flex-1 space-y-2">
            <Skeleton className="h-3 w-2/5" />
            <Skeleton className="h-3 w-4/5" />
          </div>
        </div>
      ))}
    </div>
  )
}

function NothingHere({ view, onView }: Pick<Props, 'view' | 'onView'>) {
  const { t } = useTranslation('inbox')
  if (view.q)
    return (
      <EmptyState
        icon={SearchX}
        title={t('list.noMatch', { q: view.q })}
        action={view.status === 'open' && <Button onClick={() => onView({ status: 'any' })}>{t('list.searchAny')}</Button>}
      >
        {t('list.noMatchText')}
      </EmptyState>
    )
  return (
    <EmptyState icon={view.filter === 'waiting' ? CheckCheck : InboxIcon} title={t(`list.empty.${view.filter}`)}>
      {view.filter === 'all' && view.status === 'open' && t('list.emptyText')}
    </EmptyState>
  )
}
