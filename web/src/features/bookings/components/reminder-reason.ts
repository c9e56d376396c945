/** Why a reminder did not go out, or did not arrive, in the reader's language. */
import { useTranslation } from 'react-i18next'
import type { AppointmentReminder } from '@/client/types'

const known = ['booked_late', 'restored', 'not_yet_on', 'superseded', 'quiet', 'outdated', 'window_closed', 'no_conversation', 'number_paused', 'clock_changed', 'missed', 'template_unusable', 'content_invalid', 'internal'] as const
type Known = (typeof known)[number]
const isKnown = (reason: string): reason is Known => known.some((one) => one === reason)

/** What failed has a reason even where it is the vendor's own word; null where there is nothing to say. */
export function useReminderReason() {
  const { t } = useTranslation('bookings')
  return (state: AppointmentReminder['state'], reason: string) => (isKnown(reason) ? t(`reminders.reason.${reason}`) : state === 'failed' ? t('reminders.reason.other') : null)
}
