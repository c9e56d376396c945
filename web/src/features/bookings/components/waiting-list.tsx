import { useQuery } from '@tanstack/react-query'
import { Hourglass, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { canChange, useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { waitsQuery } from '../waiting'
import type { Start } from './new-appointment'
import { WaitForm } from './wait-form'
import { WaitRow } from './wait-row'

type Props = { today: string; onClose: () => void; onBook: (start: Start, waitId: string) => void }

/** Everybody who waits for a time to become free, the longest waiting first. */
export function WaitingList({ today, onClose, onBook }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const query = useQuery(waitsQuery(tenant.id))
  const [isAdding, setAdding] = useState(false)
  const mayChange = canChange(tenant, 'bookings')
  const add = mayChange && !isAdding && (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t('bookings:waits.add')}
    </Button>
  )
  return (
    <Dialog open shape="sheet" onOpenChange={onClose} title={t('bookings:waits.title')} description={t('bookings:waits.lead')} closeLabel={t('shell:close')} className="sm:w-[28rem]">
      <div className="flex flex-col gap-4">
        {isAdding && <WaitForm contact={null} today={today} onClose={() => setAdding(false)} />}
        {query.isError && !query.data && <ErrorState title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />}
        {query.isPending && (
          <div role="status" className="flex flex-col gap-2">
            <span className="sr-only">{t('shell:loading')}</span>
            <Skeleton className="h-24" />
            <Skeleton className="h-24" />
          </div>
        )}
        {query.data?.length === 0 && !isAdding && (
          <EmptyState icon={Hourglass} title={t('bookings:waits.empty')} action={add}>
            {t('bookings:waits.emptyText')}
          </EmptyState>
        )}
        {query.data && query.data.length > 0 && (
          <>
            <div className="flex items-center justify-between gap-2">
              <p className="text-sm text-ink-2">{t('bookings:waits.count', { count: query.data.length })}</p>
              {add}
            </div>
            <ol aria-label={t('bookings:waits.title')} className="flex flex-col gap-3">
              {query.data.map((one, n) => (
                <WaitRow key={one.id} one={one} place={n + 1} today={today} onBook={mayChange ? onBook : undefined} />
              ))}
            </ol>
          </>
        )}
      </div>
    </Dialog>
  )
}
