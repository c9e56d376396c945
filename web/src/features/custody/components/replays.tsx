import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Replay } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { canChange, useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { replaysQuery, useReplays } from '../api'
import { progressOf, resultOf } from '../rules/view'
import { useWords } from './words'

/** Replays that are under way, with how far they are, and what the last ones came to. */
export function Replays() {
  const { t } = useTranslation('custody')
  const { tenant } = useSession()
  const client = useQueryClient()
  const { t: shell } = useTranslation()
  const errorText = useErrorText()
  const { data, isError, error, refetch } = useQuery(replaysQuery(tenant.id))
  const replays = data ?? []
  const changed = replays.reduce((sum, replay) => sum + replay.changed, 0)
  const before = useRef(changed)
  useEffect(() => {
    if (changed === before.current) return
    before.current = changed
    void client.invalidateQueries({ queryKey: ['custody', tenant.id, 'sums'] })
    void client.invalidateQueries({ queryKey: ['custody', tenant.id, 'events'] })
  }, [changed, client, tenant.id])
  if (data?.length === 0) return null
  if (!data)
    return isError ? (
      <section aria-label={t('replay.label')} className="rounded-lg border bg-surface">
        <h2 className="border-b px-4 py-2 text-sm font-semibold">{t('replay.label')}</h2>
        <ErrorState title={errorText(error)} retryLabel={shell('retry')} onRetry={() => void refetch()} />
      </section>
    ) : (
      <div role="status">
        <span className="sr-only">{shell('loading')}</span>
        <Skeleton className="h-14" />
      </div>
    )
  return (
    <section aria-label={t('replay.label')} className="rounded-lg border bg-surface">
      <h2 className="border-b px-4 py-2 text-sm font-semibold">{t('replay.label')}</h2>
      <ul className="divide-y">
        {replays.slice(0, 5).map((replay) => (
          <li key={replay.id} className="px-4 py-2.5">
            <Line replay={replay} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Line({ replay }: { replay: Replay }) {
  const { t } = useTranslation('custody')
  const errorText = useErrorText()
  const words = useWords()
  const zone = useZone()
  const { tenant } = useSession()
  const { stop } = useReplays()
  const progress = progressOf(replay)
  const isUnderWay = replay.state === 'waiting' || replay.state === 'running'
  const done = replay.unchanged + replay.changed + replay.failed + replay.waiting_anyway
  const result = resultOf(replay)
    .map(({ part, count }) => t(`replay.${part}`, { count, number: words.number(count) }))
    .join(', ')
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-ink-2 tabular-nums">{fullMoment(replay.created_at, zone)}</span>
        <Badge tone={isUnderWay ? 'accent' : replay.state === 'done' ? 'ok' : 'neutral'}>{t(`replay.state.${replay.state}`)}</Badge>
        <span aria-hidden={!isUnderWay} className="min-w-24 flex-1 tabular-nums max-sm:basis-full">
          {isUnderWay ? t('replay.sofar', { done: words.number(done), total: replay.total === null ? '…' : words.number(replay.total) }) : result}
        </span>
        {/* said when it begins and when it ends, not at every event in between */}
        <span role="status" className="sr-only">
          {isUnderWay ? t(`replay.state.${replay.state}`) : `${t(`replay.state.${replay.state}`)}: ${result}`}
        </span>
        {isUnderWay && canChange(tenant, 'settings') && (
          <Button size="sm" isBusy={stop.isPending} onClick={() => stop.mutate(replay.id, { onError: (error) => toast(errorText(error), { tone: 'danger' }) })}>
            {t('replay.stop')}
          </Button>
        )}
      </div>
      {isUnderWay && (
        <progress
          aria-label={t('replay.progress')}
          {...(progress === null ? {} : { value: progress })}
          max={1}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken accent-accent [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        />
      )}
      {replay.failed > 0 && replay.last_problem && <p className="text-xs text-danger">{t('replay.problem', { reason: words.reason(replay.last_problem) })}</p>}
    </div>
  )
}
