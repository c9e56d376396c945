import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheckBig } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingFlag, BookingImport } from '@/client/types'
import { clockTime, dayKey, fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { canChange, canSee, useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { offClockQuery } from '../off-clock'
import { flagsQuery, importsQuery, useSettleImport } from '../outside'
import { unremindedQuery } from '../unreminded'
import { Flag } from './flag'
import type { Start } from './new-appointment'
import { OffTheClock } from './off-the-clock'
import { Unreminded } from './unreminded'

type Props = { onClose: () => void; onOpen: (appointment: string) => void; onBook: (start: Start, importId: string) => void }

/** What people have to look at: what is not when it was agreed, whom no reminder reached, where calendars outside disagree, and bookings taken elsewhere that found no place. */
export function Issues({ onClose, onOpen, onBook }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const flags = useQuery(flagsQuery(tenant.id))
  const imports = useQuery(importsQuery(tenant.id))
  const unreminded = useQuery(unremindedQuery(tenant.id))
  const offClock = useQuery(offClockQuery(tenant.id))
  const all = [offClock, unreminded, flags, imports]
  const failed = all.find((query) => query.isError && !query.data)
  const isReading = all.some((query) => query.isPending)
  const count = all.reduce((sum, { data }) => sum + (data?.length ?? 0), 0)
  return (
    <Dialog open shape="sheet" onOpenChange={onClose} title={t('bookings:issues.title')} description={t('bookings:issues.lead')} closeLabel={t('shell:close')} className="sm:w-[28rem]">
      <div className="flex flex-col gap-5">
        {failed && <ErrorState title={errorText(failed.error)} retryLabel={t('shell:retry')} onRetry={() => void Promise.all(all.map((query) => query.refetch()))} />}
        {isReading && !failed && (
          <div role="status" className="flex flex-col gap-2">
            <span className="sr-only">{t('shell:loading')}</span>
            <Skeleton className="h-24" />
          </div>
        )}
        {!isReading && !failed && count === 0 && <EmptyState icon={CircleCheckBig} title={t('bookings:issues.empty')} />}
        <Part title={t('bookings:offClock.title')} of={offClock.data} shown={(one) => <OffTheClock key={one.appointment_id} one={one} onOpen={onOpen} />} />
        <Part title={t('bookings:unreminded.title')} of={unreminded.data} shown={(one) => <Unreminded key={one.id} one={one} onOpen={onOpen} />} />
        <Part title={t('bookings:flags.title')} of={flags.data} shown={(flag) => <OfAppointment key={flag.id} flag={flag} onOpen={onOpen} />} />
        <Part title={t('bookings:issues.imports')} of={imports.data} shown={(one) => <Unplaced key={one.id} one={one} onOpen={onOpen} onBook={onBook} />} />
      </div>
    </Dialog>
  )
}

/** One kind of what is to be looked at; nothing where there is none of it. */
function Part<Item>({ title, of, shown }: { title: string; of: readonly Item[] | undefined; shown: (item: Item) => ReactNode }) {
  const id = useId()
  if (!of?.length) return null
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 text-xs font-semibold text-ink-3">
        {title}
      </h2>
      <ul className="flex flex-col gap-3">{of.map(shown)}</ul>
    </section>
  )
}

function OfAppointment({ flag, onOpen }: { flag: BookingFlag; onOpen: (appointment: string) => void }) {
  const { t } = useTranslation('bookings')
  return (
    <li className="flex flex-col gap-1.5 rounded-lg border p-3">
      <button type="button" className="self-start text-left text-sm font-semibold text-accent-text underline underline-offset-3 touch:py-1.5" onClick={() => onOpen(flag.appointment_id)}>
        {[flag.contact_name ?? t('nobody'), flag.service_name].join(' · ')}
      </button>
      <Flag flag={flag} />
    </li>
  )
}

const problems = ['no_route', 'nobody', 'slot_taken', 'slot_outside', 'wrong_state', 'move_asked', 'host_unknown', 'host_unable', 'host_taken', 'absent'] as const

/** A booking taken elsewhere: why it found no place, and what can be done. */
function Unplaced({ one, onOpen, onBook }: { one: BookingImport; onOpen: (appointment: string) => void; onBook: (start: Start, importId: string) => void }) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const errorText = useErrorText()
  const settle = useSettleImport()
  const say = (problem: string | null) => {
    const [what, host] = problem?.split(':') ?? [] // to whom it was given there stands behind it
    const known = problems.find((other) => other === what)
    return known ? t(`issues.problem.${known}`, { host: host || t('issues.somebody') }) : errorText(new ApiError(409, problem ?? 'unknown'))
  }
  const fail = (error: unknown) => toast(errorText(error), { tone: 'danger' })
  const again = () =>
    settle.mutate({ id: one.id, how: 'again' }, { onSuccess: (now) => toast(now.state === 'flagged' ? t('issues.still', { why: say(now.problem) }) : t('issues.placed'), now.state === 'flagged' ? { tone: 'danger' } : {}), onError: fail })
  const startsAt = one.starts_at
  return (
    <li className="flex flex-col gap-1.5 rounded-lg border p-3 text-sm">
      <p className="font-semibold">{one.contact_name ?? t('nobody')}</p>
      <p className="text-ink-2">
        {startsAt && <span className="tabular-nums">{[fullMoment(startsAt, zone), one.ends_at && clockTime(one.ends_at, zone)].filter(Boolean).join(' – ')}</span>}
        {one.event_type && !/^\d+$/.test(one.event_type) && ` · ${one.event_type}`}
      </p>
      <p>{say(one.problem)}</p>
      {one.problem === 'no_route' && canSee(tenant, 'settings') && (
        <Link to="/t/$slug/settings/calendars" params={{ slug: tenant.slug }} className="text-xs text-accent-text underline underline-offset-3">
          {t('issues.routes')}
        </Link>
      )}
      {one.appointment_id && (
        <button type="button" className="self-start text-xs text-accent-text underline underline-offset-3 touch:py-1.5" onClick={() => one.appointment_id && onOpen(one.appointment_id)}>
          {t(one.problem === 'wrong_state' ? 'issues.off' : 'issues.stands')}
        </button>
      )}
      {canChange(tenant, 'bookings') && (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" isBusy={settle.isPending && settle.variables.how === 'again'} onClick={again}>
            {t('issues.again')}
          </Button>
          {startsAt && !one.appointment_id && (
            <Button size="sm" onClick={() => onBook({ day: dayKey(startsAt, zone), at: Date.parse(startsAt), search: one.contact_name ?? undefined }, one.id)}>
              {t('issues.byHand')}
            </Button>
          )}
          <Button size="sm" variant="ghost" isBusy={settle.isPending && settle.variables.how === 'set_aside'} onClick={() => settle.mutate({ id: one.id, how: 'set_aside' }, { onSuccess: () => toast(t('issues.aside')), onError: fail })}>
            {t('issues.setAside')}
          </Button>
        </div>
      )}
    </li>
  )
}
