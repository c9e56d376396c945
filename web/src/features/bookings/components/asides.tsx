import { useQuery } from '@tanstack/react-query'
import { Hourglass, TriangleAlert } from 'lucide-react'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { offClockQuery } from '../off-clock'
import { flagsQuery, importsQuery } from '../outside'
import type { View } from '../rules/view'
import { unremindedQuery } from '../unreminded'
import { waitsQuery } from '../waiting'
import type { Start } from './new-appointment'

// each comes when it is first opened
const WaitingList = lazy(async () => ({ default: (await import('./waiting-list')).WaitingList }))
const Issues = lazy(async () => ({ default: (await import('./issues')).Issues }))

/** Beside the columns: who waits, and, where there is something, what is to be looked at. */
export function AsideButtons({ isPhone, onView }: { isPhone: boolean; onView: (change: Partial<View>) => void }) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const waiting = useQuery(waitsQuery(tenant.id)).data?.length ?? 0
  const flags = useQuery(flagsQuery(tenant.id)).data?.length ?? 0
  const unreminded = useQuery(unremindedQuery(tenant.id)).data?.length ?? 0
  const offClock = useQuery(offClockQuery(tenant.id)).data?.length ?? 0
  const issues = flags + unreminded + offClock + (useQuery(importsQuery(tenant.id)).data?.length ?? 0)
  return (
    <>
      {issues > 0 && (
        <Button size={isPhone ? 'icon' : undefined} className="w-auto min-w-8 border-wait-dot bg-wait-soft px-2 text-wait" aria-label={t('issues.open', { count: issues })} onClick={() => onView({ list: 'issues' })}>
          <TriangleAlert aria-hidden />
          {!isPhone && t('issues.title')}
          <span className="tabular-nums">{issues}</span>
        </Button>
      )}
      <Button size={isPhone ? 'icon' : undefined} className="w-auto min-w-8 px-2" aria-label={t('waits.open', { count: waiting })} onClick={() => onView({ list: 'waits' })}>
        <Hourglass aria-hidden />
        {!isPhone && t('waits.title')}
        {waiting > 0 && <span className="tabular-nums">{waiting}</span>}
      </Button>
    </>
  )
}

type Props = { view: View; today: string; onView: (change: Partial<View>) => void; onBook: (start: Start, of?: { waitId?: string; importId?: string }) => void }

/** The list that the address says is open. */
export function Asides({ view, today, onView, onBook }: Props) {
  const onClose = () => onView({ list: undefined })
  return (
    <Suspense>
      {view.list === 'waits' && <WaitingList today={today} onClose={onClose} onBook={(start, waitId) => onBook(start, { waitId })} />}
      {view.list === 'issues' && <Issues onClose={onClose} onOpen={(appointment) => onView({ appointment })} onBook={(start, importId) => onBook(start, { importId })} />}
    </Suspense>
  )
}
