import { BellOff, Check, CheckCheck, Clock3, type LucideIcon, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'

type Told = NonNullable<Appointment['receipt']>

const signs: Record<Told['state'], LucideIcon> = {
  waiting: Clock3,
  queued: Clock3,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  unknown: TriangleAlert,
  skipped: BellOff,
  withdrawn: BellOff,
  failed: TriangleAlert,
}
const known = ['switched_off', 'restored', 'window_closed', 'no_conversation', 'too_many', 'number_paused', 'template_unusable', 'content_invalid', 'late', 'internal', 'outdated'] as const
type Known = (typeof known)[number]
const isKnown = (reason: string): reason is Known => known.some((one) => one === reason)

/** What became of the message that whoever booked on the page asked for. Nobody has to act on it. */
export function Receipt({ one }: { one: Appointment }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const told = one.receipt
  if (!told) return null
  const { state, reason } = told
  const Sign = signs[state]
  const why = isKnown(reason) ? reason : state === 'waiting' && one.state === 'pending' ? 'approval' : state === 'failed' || state === 'skipped' ? 'other' : null
  return (
    <section aria-labelledby="appointment-receipt" className="border-t pt-3">
      <h2 id="appointment-receipt" className="mb-1.5 text-xs font-semibold text-ink-3">
        {t('receipt.title')}
      </h2>
      <div className="flex gap-2 text-xs">
        <Sign aria-hidden className={cn('size-4 shrink-0', state === 'unknown' || state === 'failed' ? 'text-wait' : 'text-ink-3')} />
        <div>
          <p className="font-medium text-ink">{t(`receipt.state.${state}`)}</p>
          {state !== 'waiting' && (
            <p className="text-ink-2">
              <time dateTime={told.at} className="tabular-nums">
                {fullMoment(told.at, zone)}
              </time>
            </p>
          )}
          {why && <p className="text-ink-2">{t(`receipt.reason.${why}`)}</p>}
        </div>
      </div>
    </section>
  )
}
