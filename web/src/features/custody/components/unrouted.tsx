import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { PackageCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useTitle } from '@/lib/title'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { unroutedOneQuery, unroutedQuery } from '../api'
import { Raw } from './raw'
import { useWords } from './words'

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** What the vendor posted for numbers that are nobody's here, with the reason; for those who run the install. */
export function Unrouted() {
  const { t, i18n } = useTranslation('custody')
  const { t: shell } = useTranslation()
  const errorText = useErrorText()
  const words = useWords()
  useTitle(t('unrouted.title'))
  const [reason, setReason] = useState<string>()
  const [open, setOpen] = useState<string>()
  const list = useInfiniteQuery(unroutedQuery(reason))
  const zone = { timeZone: ownZone(), locale: i18n.language }
  const reasons = list.data?.pages[0]?.reasons ?? []
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">{t('unrouted.title')}</h1>
      <p className="mt-0.5 mb-5 max-w-xl text-sm text-ink-2">{t('unrouted.lead')}</p>
      {list.isError && !list.data && <ErrorState title={errorText(list.error)} retryLabel={shell('retry')} onRetry={() => void list.refetch()} />}
      {!list.data && !list.isError && (
        <div role="status">
          <span className="sr-only">{shell('loading')}</span>
          <Skeleton className="h-40" />
        </div>
      )}
      {list.data && reasons.length === 0 && (
        <EmptyState icon={PackageCheck} title={t('unrouted.empty')}>
          {t('unrouted.emptyText')}
        </EmptyState>
      )}
      {reasons.length > 0 && (
        <div className="mb-4 flex flex-wrap gap-2" role="group" aria-label={t('by.reason')}>
          {reasons.map((one) => (
            <Button key={one.reason} size="sm" variant={reason === one.reason ? 'soft' : 'secondary'} aria-pressed={reason === one.reason} onClick={() => setReason(reason === one.reason ? undefined : one.reason)}>
              {words.reason(one.reason)}
              <span className="tabular-nums">{words.number(one.count)}</span>
              {one.routed > 0 && <span className="text-ink-3">({t('unrouted.routed', { count: one.routed })})</span>}
            </Button>
          ))}
        </div>
      )}
      {items.length > 0 && (
        <ul className="divide-y rounded-lg border bg-surface">
          {items.map((item) => (
            <li key={item.id}>
              <button type="button" onClick={() => setOpen(item.id)} className="flex w-full flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2 text-left text-sm hover:bg-hover">
                <time dateTime={item.received_at} className="text-xs text-ink-2 tabular-nums">
                  {fullMoment(item.received_at, zone)}
                </time>
                <span>{words.kind(item.kind)}</span>
                <span className="min-w-0 flex-1 truncate text-ink-2">{words.reason(item.reason)}</span>
                <code className="font-mono text-xs break-all text-ink-3">{item.number_id ?? item.account_id ?? ''}</code>
                {item.routed_at && <Badge tone="ok">{t('unrouted.isRouted')}</Badge>}
              </button>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
      {open && <One id={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function One({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('custody')
  const { t: shell } = useTranslation()
  const errorText = useErrorText()
  const words = useWords()
  const { data, isError, error, refetch } = useQuery(unroutedOneQuery(id))
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} shape="sheet" className="sm:w-[34rem]" title={data ? words.kind(data.kind) : t('event.title')} description={data && words.reason(data.reason)} closeLabel={shell('close')}>
      {isError && <ErrorState title={errorText(error)} retryLabel={shell('retry')} onRetry={() => void refetch()} />}
      {!data && !isError && <Skeleton className="h-60" />}
      {data && (
        <div className="flex flex-col gap-3">
          <Raw value={data.raw} />
          <p className="text-xs text-ink-3">{t('event.onRecord')}</p>
        </div>
      )}
    </Dialog>
  )
}
