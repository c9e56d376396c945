import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { weekdayDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useSession, useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { ErrorState, Skeleton } from '@/ui/states'
import { seriesQuery, visitQuery } from '../together'
import { blockTone, stateSign } from './tones'
import { useWords } from './words'

type Props = { one: Appointment; onOpen: (id: string) => void }

/** The other appointments of its series, or of its visit; each opens by a press. */
export function Together({ one, onOpen }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const series = useQuery({ ...seriesQuery(tenant.id, one.series_id ?? ''), enabled: Boolean(one.series_id) })
  const visit = useQuery({ ...visitQuery(tenant.id, one.visit_id ?? ''), enabled: Boolean(one.visit_id) })
  const query = one.series_id ? series : visit
  if (!one.series_id && !one.visit_id) return null
  const items = query.data?.items ?? []
  const place = items.findIndex(({ id }) => id === one.id) + 1
  const title = one.series_id ? t('bookings:series.title', { n: place || 1, count: items.length || 1 }) : t('bookings:visit.title', { count: items.length || 1 })
  return (
    <section aria-labelledby="appointment-together" className="border-t pt-3">
      <h2 id="appointment-together" className="mb-1.5 text-xs font-semibold text-ink-3">
        {query.data ? title : t(one.series_id ? 'bookings:series.plain' : 'bookings:visit.plain')}
      </h2>
      {query.isError && !query.data && <ErrorState className="py-3" title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <div role="status">
          <span className="sr-only">{t('shell:loading')}</span>
          <Skeleton className="h-14" />
        </div>
      )}
      <ol className="flex max-h-56 flex-col gap-1 overflow-y-auto">
        {items.map((other) => (
          <Row key={other.id} other={other} isThis={other.id === one.id} isVisit={!one.series_id} onOpen={onOpen} />
        ))}
      </ol>
    </section>
  )
}

function Row({ other, isThis, isVisit, onOpen }: { other: Appointment; isThis: boolean; isVisit: boolean; onOpen: (id: string) => void }) {
  const zone = useZone()
  const words = useWords()
  const Sign = stateSign[other.state]
  const own = words.own(other.starts_at, other.timezone)
  return (
    <li>
      <button
        type="button"
        aria-current={isThis || undefined}
        disabled={isThis}
        onClick={() => onOpen(other.id)}
        className={cn('flex w-full items-center gap-2 rounded border border-l-4 px-2 py-0.5 text-left text-xs touch:py-2', blockTone[other.state], isThis && 'font-semibold')}
      >
        <span className="min-w-0">
          <span className="flex gap-2">
            <span className="shrink-0 tabular-nums">{isVisit ? words.span(other) : `${weekdayDate(other.starts_at, zone)} ${words.time(other.starts_at)}`}</span>
            {isVisit && <span className="min-w-0 truncate">{other.service_name}</span>}
          </span>
          {own && <span className="block text-2xs font-normal tabular-nums">{own}</span>}
        </span>
        <span className="ml-auto flex shrink-0 items-center gap-1 text-2xs">
          {Sign && <Sign aria-hidden className="size-3" />}
          {words.state(other.state)}
        </span>
      </button>
    </li>
  )
}
