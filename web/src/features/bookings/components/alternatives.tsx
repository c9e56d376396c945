import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { weekdayDate } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { type Alternative, storesQuery } from '../api'
import { useWords } from './words'

/** Free times to press, each with its day, and its store where there are several. */
export function Alternatives({ times, onChoose }: { times: readonly Alternative[]; onChoose: (time: Alternative) => void }) {
  const { t } = useTranslation('bookings')
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const stores = useQuery(storesQuery(tenant.id)).data ?? []
  const isElsewhere = new Set(times.map(({ store }) => store)).size > 1
  if (times.length === 0) return <p className="text-sm text-ink-2">{t('alternatives.none')}</p>
  return (
    <>
      <p className="mb-2 text-sm font-medium">{t('alternatives.title')}</p>
      <ul className="flex flex-wrap gap-2" aria-label={t('alternatives.title')}>
        {times.map((time) => (
          <li key={time.at}>
            <Button onClick={() => onChoose(time)}>
              <span className="text-ink-2">{weekdayDate(time.at, zone)}</span>
              <span className="tabular-nums">{words.time(time.at)}</span>
              {isElsewhere && <span className="text-2xs text-ink-2">{stores.find(({ id }) => id === time.store)?.name ?? t('online')}</span>}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
