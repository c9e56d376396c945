import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CloudOff, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Custody as Sums } from '@/client/types'
import { clockTime, dayKey } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useNow } from '@/lib/now'
import { SeeingOnly } from '@/lib/seeing-only'
import { canChange, useSession, useZone } from '@/lib/session'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { custodyQuery, eventsQuery, useReplays } from '../api'
import { type View, countOf, daysOf, replayOf } from '../rules/view'
import { Breakdown } from './breakdown'
import { Equation } from './equation'
import { EventSheet } from './event-sheet'
import { EventList } from './events'
import { Filters, Period } from './filters'
import { Replays } from './replays'
import { useWords } from './words'

/** Everything that came in on the business's numbers, and what became of it. */
export function Custody({ view, onView }: { view: View; onView: (view: View) => void }) {
  const { t } = useTranslation('custody')
  const { t: shell } = useTranslation()
  const errorText = useErrorText()
  const { me, tenant } = useSession()
  useTitle(t('title'), tenant.name)
  const zone = useZone()
  const today = dayKey(useNow(60_000), zone)
  const days = daysOf(view, today)
  const sums = useQuery(custodyQuery(tenant.id, view, days))
  const isAll = !view.conversation // the sums count what came in on a number; of one conversation there is the list
  const change = (part: Partial<View>) => onView({ ...view, ...part })
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-4 px-4 py-6">
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight">{t('title')}</h1>
          <p className="mt-0.5 max-w-xl text-sm text-ink-2">{t('lead')}</p>
          {me.is_superuser && (
            <Link to="/unrouted" className="text-sm text-accent-text underline underline-offset-3">
              {t('unrouted.link')}
            </Link>
          )}
        </div>
        <Period custody={sums.data} view={view} days={days} today={today} onChange={change} />
      </header>
      <SeeingOnly rooms="settings" />
      {sums.isError && !sums.data && <ErrorState title={errorText(sums.error)} retryLabel={shell('retry')} onRetry={() => void sums.refetch()} />}
      {isAll && !sums.data && !sums.isError && (
        <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">{shell('loading')}</span>
          <Skeleton className="h-28" />
          <Skeleton className="h-44" />
        </div>
      )}
      {isAll && sums.data && sums.isError && (
        <p role="alert" className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-lg border bg-wait-soft px-4 py-2 text-sm text-wait">
          <CloudOff aria-hidden className="size-4 shrink-0" />
          {t('sums.stale', { at: clockTime(sums.dataUpdatedAt, zone) })}
          <Button size="sm" isBusy={sums.isFetching} onClick={() => void sums.refetch()}>
            {shell('retry')}
          </Button>
        </p>
      )}
      {isAll && sums.data && <Equation sums={sums.data.total} chosen={view} onChoose={({ state, retried }) => change({ state, retried, reason: undefined })} />}
      <Replays />
      {isAll && sums.data && sums.data.total.received > 0 && <Breakdown custody={sums.data} view={view} onChoose={change} />}
      <section aria-label={t('list.label')} className="rounded-lg border bg-surface">
        <div className="flex flex-wrap items-center justify-between gap-3 border-b px-4 py-2.5">
          <h2 className="text-sm font-semibold">{t('list.label')}</h2>
          <Filters view={view} onChange={change} />
          {canChange(tenant, 'settings') && <ReplayButton sums={sums.data} view={view} days={days} />}
        </div>
        <EventList view={view} days={days} onOpen={(event) => change({ event })} />
        <Kept view={view} days={days} />
      </section>
      {view.event && <EventSheet id={view.event} onClose={() => change({ event: undefined })} />}
    </div>
  )
}

/** For how long this install keeps what came. */
function Kept({ view, days }: { view: View; days: { first: string; last: string } }) {
  const { t } = useTranslation('custody')
  const { tenant } = useSession()
  const told = useInfiniteQuery(eventsQuery(tenant.id, view, days)).data?.pages[0]
  return told ? <p className="border-t px-4 py-2 text-xs text-ink-3">{t('list.kept', { count: told.raw_days })}</p> : null
}

/** Opens again what is listed, after saying how much that is. */
function ReplayButton({ sums, view, days }: { sums: Sums | undefined; view: View; days: { first: string; last: string } }) {
  const { t } = useTranslation('custody')
  const { t: shell } = useTranslation()
  const errorText = useErrorText()
  const words = useWords()
  const { tenant } = useSession()
  const [isAsking, setAsking] = useState(false)
  const { start } = useReplays()
  const list = useInfiniteQuery(eventsQuery(tenant.id, view, days))
  const listed = list.data?.pages.reduce((sum, page) => sum + page.items.length, 0)
  const count = list.hasNextPage ? (sums ? countOf(sums, view) : null) : (listed ?? null)
  const begin = () =>
    start.mutate(replayOf(view, days), {
      onSuccess: () => {
        setAsking(false)
        toast(t('replay.started'))
      },
      onError: (error) => toast(errorText(error), { tone: 'danger' }),
    })
  return (
    <>
      <Button size="sm" disabled={!listed} onClick={() => setAsking(true)}>
        <RotateCw aria-hidden />
        {t('replay.all')}
      </Button>
      <Dialog
        open={isAsking}
        onOpenChange={setAsking}
        title={count === null ? t('replay.askUncounted') : t('replay.ask', { count, number: words.number(count) })}
        closeLabel={shell('cancel')}
        footer={
          <>
            <Button variant="ghost" onClick={() => setAsking(false)}>
              {shell('cancel')}
            </Button>
            <Button variant="primary" isBusy={start.isPending} onClick={begin}>
              {t('replay.begin')}
            </Button>
          </>
        }
      >
        <p className="text-sm text-ink-2">{t('replay.askText')}</p>
      </Dialog>
    </>
  )
}
