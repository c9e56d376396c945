import { useTranslation } from 'react-i18next'
import type { OffClock } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useZone } from '@/lib/session'

/** An appointment that is not at the local time that was agreed, since the clock of its place was changed: both, and the way to move it. */
export function OffTheClock({ one, onOpen }: { one: OffClock; onOpen: (appointment: string) => void }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const agreed = fullMoment(`${one.agreed_local}Z`, { ...zone, timeZone: 'UTC' }) // a local time, by whatever clock
  const stands = fullMoment(one.starts_at, { ...zone, timeZone: one.timezone })
  return (
    <li className="flex flex-col gap-1.5 rounded-lg border p-3 text-sm">
      <button type="button" className="self-start text-left font-semibold text-accent-text underline underline-offset-3 touch:py-1.5" onClick={() => onOpen(one.appointment_id)}>
        {[one.contact_name ?? t('nobody'), one.service_name].join(' · ')}
      </button>
      <p className="text-ink-2 tabular-nums">{t('offClock.agreed', { at: agreed })}</p>
      <p className="text-ink-2 tabular-nums">{t('offClock.stands', { at: stands, zone: one.timezone.replaceAll('_', ' ') })}</p>
      <p>{t('offClock.why')}</p>
    </li>
  )
}
