import { BellOff, BellRing, Check, CheckCheck, Clock3, type LucideIcon, MessageSquareReply, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Appointment, AppointmentReminder } from '@/client/types'
import { fullMoment, span } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'

const signs: Record<AppointmentReminder['state'], LucideIcon> = {
  scheduled: Clock3,
  queued: Clock3,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  answered: MessageSquareReply,
  unknown: TriangleAlert,
  skipped: BellOff,
  withdrawn: BellOff,
  failed: TriangleAlert,
}
const known = ['booked_late', 'restored', 'not_yet_on', 'superseded', 'quiet', 'outdated', 'window_closed', 'no_conversation', 'number_paused', 'clock_changed', 'missed', 'template_unusable', 'content_invalid', 'internal'] as const
type Known = (typeof known)[number]
const isKnown = (reason: string): reason is Known => known.some((one) => one === reason)

/** What was and will be sent to remind of the appointment, and what became of it. */
export function Reminders({ one }: { one: Appointment }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const all = one.reminders ?? []
  if (all.length === 0 && !one.acknowledged_at) return null
  return (
    <section aria-labelledby="appointment-reminders" className="border-t pt-3">
      <h2 id="appointment-reminders" className="mb-1.5 text-xs font-semibold text-ink-3">
        {t('reminders.title')}
      </h2>
      <ol className="flex flex-col gap-2 text-xs">
        {one.acknowledged_at && (
          <li className="flex gap-2 text-ok">
            <BellRing aria-hidden className="size-4 shrink-0" />
            <p>
              {t('reminders.acknowledged')} {t('reminders.acknowledgedAt', { at: fullMoment(one.acknowledged_at, zone) })}
            </p>
          </li>
        )}
        {all.map((reminder) => (
          <Line key={`${reminder.lead} ${reminder.at}`} reminder={reminder} isOfNow={reminder.starts_at === one.starts_at} />
        ))}
      </ol>
    </section>
  )
}

function Line({ reminder, isOfNow }: { reminder: AppointmentReminder; isOfNow: boolean }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const { state, reason, lead } = reminder
  const Sign = signs[state]
  const why = state === 'failed' ? t(`reminders.reason.${isKnown(reason) ? reason : 'other'}`) : isKnown(reason) ? t(`reminders.reason.${reason}`) : null
  return (
    <li className="flex gap-2">
      <Sign aria-hidden className={cn('size-4 shrink-0', state === 'failed' ? 'text-danger' : state === 'unknown' ? 'text-wait' : 'text-ink-3')} />
      <div>
        <p className={cn('font-medium', state === 'failed' ? 'text-danger' : 'text-ink')}>
          {t(`reminders.state.${state}`)} · {t('reminders.before', { span: span(lead * 60_000) })}
          {!isOfNow && ` · ${t('reminders.of', { at: fullMoment(reminder.starts_at, zone) })}`}
        </p>
        <p className="text-ink-2">
          <time dateTime={reminder.state_at ?? reminder.at} className="tabular-nums">
            {fullMoment(reminder.state_at ?? reminder.at, zone)}
          </time>
        </p>
        {why && <p className="text-ink-2">{why}</p>}
      </div>
    </li>
  )
}
