import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OffClock } from '@/client/types'
import { clockTime, fullMoment, longDate } from '@/lib/dates'
import { canChange, useSession, useZone } from '@/lib/session'
import { zoneTitle } from '@/lib/zones'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import type { FreeStart } from '../api'
import { type InTheWay, type Stuck, stuckOf, useKeep, useMoveOff, usePutBack } from '../off-clock'
import { Alternatives } from './alternatives'
import { useChangeErrorText } from './use-moving'
import { useWords } from './words'

type Props = { one: OffClock; onOpen: (appointment: string) => void }

/** An appointment that is not at the local time that was agreed, since the clock of its place was changed: both, and what can be done. */
export function OffTheClock({ one, onOpen }: Props) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const agreed = fullMoment(`${one.agreed_local}Z`, { ...zone, timeZone: 'UTC' }) // a local time, by whatever clock
  const stands = fullMoment(one.starts_at, { ...zone, timeZone: one.timezone })
  const mayChange = canChange(tenant, 'bookings')
  return (
    <li className="flex flex-col gap-1.5 rounded-lg border p-3 text-sm">
      <button type="button" className="self-start text-left font-semibold text-accent-text underline underline-offset-3 touch:py-1.5" onClick={() => onOpen(one.appointment_id)}>
        {[one.contact_name ?? t('nobody'), one.service_name].join(' · ')}
      </button>
      <p className="text-ink-2 tabular-nums">{t('offClock.agreed', { at: agreed })}</p>
      <p className="text-ink-2 tabular-nums">{t('offClock.stands', { at: stands, zone: zoneTitle(one.timezone) })}</p>
      <p>{[t('offClock.why'), mayChange && t('offClock.what')].filter(Boolean).join(' ')}</p>
      {mayChange && <Acts one={one} agreed={agreed} stands={stands} onOpen={onOpen} />}
    </li>
  )
}

/** Back to what was agreed, elsewhere where that cannot be, or agreed as it is now. */
function Acts({ one, agreed, stands, onOpen }: Props & { agreed: string; stands: string }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const zone = useZone()
  const words = useWords()
  const errorText = useChangeErrorText()
  const [putBack, keep, move] = [usePutBack(), useKeep(), useMoveOff()]
  const [stuck, setStuck] = useState<Stuck | null>(null)
  const [isAsking, setAsking] = useState(false)
  const isBusy = putBack.isPending || keep.isPending || move.isPending
  const refuse = (error: unknown) => {
    const why = stuckOf(error)
    setStuck(why)
    if (!why) toast(errorText(error), { tone: 'danger' })
  }
  // said also when this is gone from the list by then, because it is off no more
  const again = () => {
    setAsking(false)
    setStuck(null)
    void putBack.mutateAsync({ one }).then(() => toast(t('bookings:offClock.done', { at: agreed })), refuse)
  }
  const moveTo = (time: FreeStart) =>
    void move
      .mutateAsync({ one, time })
      .then((done) => toast([t('bookings:moved.done', { day: longDate(done.starts_at, zone), time: words.time(done.starts_at) }), words.own(done.starts_at, done.timezone)].filter(Boolean).join(', ')), refuse)
  const agree = () => void keep.mutateAsync({ one }).then(() => toast(t('bookings:offClock.kept', { at: stands })), (error: unknown) => (setAsking(false), refuse(error)))
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" isBusy={putBack.isPending} disabled={isBusy && !putBack.isPending} onClick={again}>
          {t('bookings:offClock.again')}
        </Button>
        <Button size="sm" disabled={isBusy} aria-expanded={isAsking} onClick={() => (setStuck(null), setAsking(!isAsking))}>
          {t('bookings:offClock.keep')}
        </Button>
      </div>
      {isAsking && (
        <div className="flex flex-col gap-2 rounded-lg border p-3">
          <p className="tabular-nums">{t('bookings:offClock.keepText', { at: stands, zone: zoneTitle(one.timezone) })}</p>
          <div className="flex flex-wrap justify-end gap-2">
            <Button size="sm" variant="ghost" onClick={() => setAsking(false)}>
              {t('shell:back')}
            </Button>
            <Button size="sm" variant="primary" autoFocus isBusy={keep.isPending} onClick={agree}>
              {t('bookings:offClock.keepConfirm', { time: clockTime(one.starts_at, { ...zone, timeZone: one.timezone }) })}
            </Button>
          </div>
        </div>
      )}
      {stuck && (
        <div role="alert" className="flex flex-col gap-2 rounded-lg border border-danger bg-danger-soft p-3" aria-busy={move.isPending || undefined}>
          <p className="font-medium text-danger">{t(`bookings:offClock.refused.${stuck.why}`)}</p>
          {stuck.inTheWay.length > 0 && (
            <ul aria-label={t('bookings:offClock.inTheWay')} className="flex flex-col gap-1">
              {stuck.inTheWay.map((other) => (
                <li key={`${other.starts_at} ${other.appointment_id ?? ''}`}>
                  <There other={other} timeZone={one.timezone} onOpen={onOpen} />
                </li>
              ))}
            </ul>
          )}
          <div>
            <Alternatives times={stuck.times} onChoose={moveTo} />
          </div>
        </div>
      )}
    </>
  )
}

/** What is where it should be; an appointment opens by a press. */
function There({ other, timeZone, onOpen }: { other: InTheWay; timeZone: string } & Pick<Props, 'onOpen'>) {
  const { t } = useTranslation('bookings')
  const words = useWords()
  const own = words.own(other.starts_at, timeZone)
  const line = t('offClock.there', { what: other.service_name ?? t('busy.long'), span: words.span(other), who: other.resource_name })
  const said = own ? `${line} (${own})` : line
  const { appointment_id: id } = other
  if (!id) return <span className="tabular-nums">{said}</span>
  return (
    <button type="button" className="text-left text-accent-text tabular-nums underline underline-offset-3 touch:py-1.5" onClick={() => onOpen(id)}>
      {said}
    </button>
  )
}
