import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustodyEvent } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { canChange, canSee, useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { eventQuery, useReplays } from '../api'
import { Raw } from './raw'
import { toneOf, useWords } from './words'

/** One event: as it came, how it ended, what it became, and another try. */
export function EventSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('custody')
  const { t: shell } = useTranslation()
  const errorText = useErrorText()
  const words = useWords()
  const { tenant } = useSession()
  const zone = useZone()
  const { data: event, error, isError, refetch } = useQuery(eventQuery(tenant.id, id))
  const { start } = useReplays()
  const again = () =>
    start.mutate({ event_id: id }, { onError: (failure) => toast(errorText(failure), { tone: 'danger' }) })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      shape="sheet"
      className="sm:w-[34rem]"
      title={event ? words.kind(event.kind) : t('event.title')}
      description={event ? fullMoment(event.received_at, zone) : undefined}
      closeLabel={shell('close')}
      footer={
        event &&
        canChange(tenant, 'settings') && (
          <>
            <p role="status" className="min-w-0 flex-1 self-center text-sm text-ink-2">
              {start.isSuccess && t('replay.startedOne')}
            </p>
            <Button isBusy={start.isPending} onClick={again}>
              <RotateCw aria-hidden />
              {t('replay.one')}
            </Button>
          </>
        )
      }
    >
      {isError && <ErrorState title={errorText(error)} retryLabel={shell('retry')} onRetry={() => void refetch()} />}
      {!event && !isError && (
        <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">{shell('loading')}</span>
          <Skeleton className="h-20" />
          <Skeleton className="h-60" />
        </div>
      )}
      {event && (
        <div className="flex flex-col gap-5">
          <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
            <Row label={t('event.outcome')}>
              <Badge tone={toneOf[event.state]}>{words.state(event.state)}</Badge>
              {event.reason && <span className="ml-2">{words.reason(event.reason)}</span>}
            </Row>
            {event.handled_at && <Row label={t('event.handled')}>{fullMoment(event.handled_at, zone)}</Row>}
            {event.attempts > 0 && <Row label={t('event.attempts')}>{event.attempts}</Row>}
            {event.reason && words.technical(event.reason) && (
              <Row label={t('event.technical')}>
                <code className="font-mono text-xs break-all">{words.technical(event.reason)}</code>
              </Row>
            )}
            <Row label={t('event.became')}>
              <Became event={event} />
            </Row>
            <Row label={t('event.key')}>
              <code className="font-mono text-xs break-all">{event.dedupe_key}</code>
            </Row>
            <Row label={t('event.trace')}>
              <code className="font-mono text-xs break-all">{event.correlation_id}</code>
            </Row>
          </dl>
          {event.is_hidden ? (
            <p className="text-sm text-ink-2">{t('event.hidden')}</p>
          ) : (
            <>
              <Raw value={event.raw} />
              <p className="text-xs text-ink-3">{t('event.onRecord')}</p>
            </>
          )}
        </div>
      )}
    </Dialog>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

function Became({ event }: { event: CustodyEvent }) {
  const { t } = useTranslation('custody')
  const words = useWords()
  const { tenant } = useSession()
  if (event.message && !canSee(tenant, 'inbox')) return <>{t('event.aMessage')}</>
  if (event.message)
    return (
      <Link
        to="/t/$slug/inbox/{-$conversationId}"
        params={{ slug: tenant.slug, conversationId: event.message.conversation_id }}
        className="inline-flex max-w-full items-center gap-1 text-accent-text underline underline-offset-3"
      >
        <span className="truncate">{event.kind === 'status' ? t('event.moved', { preview: words.said(event.message.preview) }) : t('event.message', { preview: words.said(event.message.preview) })}</span>
        <ArrowRight aria-hidden className="size-3.5 shrink-0" />
      </Link>
    )
  if (event.contact) return <>{t('event.contact', { name: event.contact.name ?? t('event.nameless') })}</>
  return <span className="text-ink-3">{t('event.nothing')}</span>
}
