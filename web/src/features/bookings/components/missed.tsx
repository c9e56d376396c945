import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Missed } from '@/client/types'
import { shortDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useSession, useZone } from '@/lib/session'
import { ofCustomerQuery } from '../api'
import { stateSign } from './tones'

const Sign = stateSign.no_show

/** How often a customer did not come, and when last; nothing of who never missed anything. */
export function MissedLine({ missed }: { missed: Missed | undefined }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const now = useNow()
  if (!missed?.last_at) return null
  return (
    <p className="flex items-start gap-1.5 text-xs text-ink-2">
      {Sign && <Sign aria-hidden className="mt-0.5 size-3 shrink-0" />}
      {t('missed', { count: missed.count, day: shortDate(missed.last_at, now, zone) })}
    </p>
  )
}

/** The same, of whom it is not known yet. */
export function MissedBy({ contactId }: { contactId: string }) {
  const { tenant } = useSession()
  return <MissedLine missed={useQuery(ofCustomerQuery(tenant.id, contactId)).data?.missed} />
}
