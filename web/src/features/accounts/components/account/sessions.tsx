import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { sessionsQuery, useEndSession, useEndSessions } from '../../signing-in'
import { Part } from './part'

/** Where the person is signed in. */
export function Sessions({ onSignedOut }: { onSignedOut: () => void }) {
  const { t, i18n } = useTranslation(['account', 'shell'])
  const errorText = useErrorText()
  const sessions = useQuery(sessionsQuery)
  const endOne = useEndSession()
  const endMany = useEndSessions()
  const [isAsking, setAsking] = useState(false)
  const zone = { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: i18n.language }
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })
  const others = () => endMany.mutate(true, { onSuccess: () => (toast(t('sessions.othersDone')), void sessions.refetch()), onError: fail })
  const all = () => endMany.mutate(false, { onSuccess: onSignedOut, onError: fail })
  return (
    <Part title={t('sessions.title')} lead={t('sessions.lead')}>
      {sessions.isError && <ErrorState title={errorText(sessions.error)} retryLabel={t('shell:retry')} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && (
        <div role="status" aria-busy className="w-full">
          <Skeleton className="h-16" />
        </div>
      )}
      {sessions.data && (
        <>
          <ul aria-label={t('sessions.title')} className="w-full divide-y divide-line overflow-hidden rounded-xl border bg-surface">
            {sessions.data.items.map((one) => {
              const device = one.device ?? t('sessions.unknown')
              return (
                <li key={one.id} className="flex items-center gap-3 px-4 py-2.5">
                  <div className="min-w-0 flex-1">
                    <p className="flex flex-wrap items-center gap-1.5 text-sm font-medium">
                      <span className="truncate">{device}</span>
                      {one.is_current && <Badge tone="accent">{t('sessions.this')}</Badge>}
                    </p>
                    <p className="text-xs text-ink-2">
                      {t('sessions.seen', { at: fullMoment(one.last_seen_at, zone) })}
                      {one.address_prefix && ` · ${t('sessions.network', { prefix: one.address_prefix })}`} · {t('sessions.since', { at: fullMoment(one.created_at, zone) })}
                    </p>
                  </div>
                  {!one.is_current && (
                    <Button
                      size="sm"
                      aria-label={t('sessions.endOf', { device })}
                      onClick={() => endOne.mutate(one.id, { onSuccess: () => toast(t('sessions.ended')), onError: fail })}
                    >
                      {t('sessions.end')}
                    </Button>
                  )}
                </li>
              )
            })}
          </ul>
          <div className="flex flex-wrap gap-2">
            {sessions.data.items.length > 1 && (
              <Button isBusy={endMany.isPending} onClick={others}>
                {t('sessions.others')}
              </Button>
            )}
            <Button onClick={() => setAsking(true)}>{t('sessions.all')}</Button>
          </div>
        </>
      )}
      {isAsking && (
        <Confirm
          open
          onOpenChange={() => setAsking(false)}
          title={t('sessions.allTitle')}
          text={t('sessions.allText')}
          confirmLabel={t('sessions.all')}
          cancelLabel={t('shell:cancel')}
          isBusy={endMany.isPending}
          onConfirm={all}
        />
      )}
    </Part>
  )
}
