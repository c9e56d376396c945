import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { clockSaid, longDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { canChange, canSee, useSession, useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Dialog } from '@/ui/dialog'
import { ErrorState, Skeleton } from '@/ui/states'
import { appointmentQuery } from '../api'
import { toneOf } from '../rules/states'
import { Actions } from './actions'
import { CustomerName } from './customer-name'
import { FlagsOf } from './flag'
import { History } from './history'
import { MissedBy } from './missed'
import { OverlapsOf } from './overlaps'
import { Receipt } from './receipt'
import { Reminders } from './reminders'
import { stateSign } from './tones'
import { Together } from './together'
import type { Moving } from './use-moving'
import { useWords } from './words'

type Props = { id: string; moving: Moving; onOpen: (id: string) => void; onClose: () => void }

/** One appointment: who, what, when, where, what became of it, and what can be done. */
export function Panel({ id, moving, onOpen, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const query = useQuery(appointmentQuery(tenant.id, id))
  const one = query.data
  return (
    <Dialog open shape="sheet" onOpenChange={onClose} title={one ? one.service_name : t('bookings:appointment')} closeLabel={t('shell:close')}>
      {one ? (
        <Whole one={one} moving={moving} onOpen={onOpen} />
      ) : query.isError ? (
        <ErrorState title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />
      ) : (
        <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">{t('shell:loading')}</span>
          <Skeleton className="h-6 w-1/2" />
          <Skeleton className="h-28" />
        </div>
      )}
    </Dialog>
  )
}

function Whole({ one, moving, onOpen }: { one: Appointment } & Pick<Props, 'moving' | 'onOpen'>) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const clock = clockSaid(one.starts_at, zone)
  const own = words.own(one.starts_at, one.timezone)
  const professional = one.resources.find(({ kind }) => kind === 'professional')
  const things = one.resources.filter(({ kind }) => kind !== 'professional')
  const where = one.store_name ?? t('online')
  const Sign = stateSign[one.state]
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap gap-1.5">
        <Badge tone={toneOf[one.state]}>
          {Sign && <Sign aria-hidden />}
          {words.state(one.state)}
        </Badge>
        {one.is_overbooked && <Badge tone="wait">{t('overbooked')}</Badge>}
      </p>
      <dl className="flex flex-col gap-2.5 text-sm">
        <Fact label={t('contact')}>
          <CustomerName one={one} />
          {one.conversation_id && canSee(tenant, 'inbox') && (
            <Link to="/t/$slug/inbox/{-$conversationId}" params={{ slug: tenant.slug, conversationId: one.conversation_id }} className="ml-2 inline-flex items-center gap-1 text-accent-text underline underline-offset-3">
              <MessageSquare aria-hidden className="size-3.5" />
              {t('conversation')}
            </Link>
          )}
          <MissedBy contactId={one.contact_id} />
        </Fact>
        <Fact label={t('when')}>
          <span className="inline-block first-letter:uppercase">{longDate(one.starts_at, zone)}</span>, <span className="tabular-nums">{words.span(one)}</span>
          {clock && <span className="block text-xs text-ink-2">{t('byClock', { clock })}</span>}
          {own && <span className="block text-xs text-ink-2">{own}</span>}
        </Fact>
        {professional && <Fact label={t('professional')}>{professional.name}</Fact>}
        <Fact label={t('where')}>{[where, ...things.map(({ name }) => name)].filter(Boolean).join(' · ')}</Fact>
        {one.price_cents !== null && <Fact label={t('price')}>{words.price(one.price_cents, one.currency)}</Fact>}
        <Fact label={t('source.label')}>{t(`source.${one.source}`)}</Fact>
        {one.held_until && <Fact label={t('heldUntil')}>{words.time(one.held_until)}</Fact>}
        {one.note && (
          <Fact label={t('note')}>
            <span className="whitespace-pre-wrap">{one.note}</span>
          </Fact>
        )}
      </dl>
      <OverlapsOf one={one} />
      <FlagsOf id={one.id} />
      {canChange(tenant, 'bookings') && <Actions one={one} moving={moving} />}
      <Together one={one} onOpen={onOpen} />
      <Receipt one={one} />
      <Reminders one={one} />
      <History changes={one.history ?? []} />
    </div>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
