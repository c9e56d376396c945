import { useTranslation } from 'react-i18next'
import type { FailedReminder } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { canChange, useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import { useSettleReminder } from '../unreminded'
import { useReminderReason } from './reminder-reason'

/** An appointment ahead of which nobody could be reminded: why, and that somebody has told them. */
export function Unreminded({ one, onOpen }: { one: FailedReminder; onOpen: (appointment: string) => void }) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const errorText = useErrorText()
  const why = useReminderReason()
  const settle = useSettleReminder()
  return (
    <li className="flex flex-col gap-1.5 rounded-lg border p-3 text-sm">
      <button type="button" className="self-start text-left font-semibold text-accent-text underline underline-offset-3 touch:py-1.5" onClick={() => onOpen(one.appointment_id)}>
        {[one.contact_name ?? t('nobody'), one.service_name].join(' · ')}
      </button>
      <p className="text-ink-2 tabular-nums">{fullMoment(one.starts_at, zone)}</p>
      <p>{why('failed', one.reason)}</p>
      {canChange(tenant, 'bookings') && (
        <Button size="sm" className="self-start" isBusy={settle.isPending} onClick={() => settle.mutate(one.id, { onSuccess: () => toast(t('unreminded.done')), onError: (error) => toast(errorText(error), { tone: 'danger' }) })}>
          {t('unreminded.settle')}
        </Button>
      )}
    </li>
  )
}
