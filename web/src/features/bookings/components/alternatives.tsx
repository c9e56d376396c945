import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { weekdayDate } from '@/lib/dates'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { type FreeStart, storesQuery } from '../api'
import { useWords } from './words'

/** Free times to press, each with its day, its store where there are several, and what the store's clock shows where that is another. */
export function Alternatives({ times, onChoose }: { times: readonly FreeStart[]; onChoose: (time: FreeStart) => void }) {
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
          <li key={`${time.at} ${time.store ?? ''}`}>
            <Button className="h-auto min-h-8 flex-wrap py-1 whitespace-normal touch:h-auto touch:min-h-10" onClick={() => onChoose(time)}>
              <span className="text-ink-2">{weekdayDate(time.at, zone)}</span>
              <span className="tabular-nums">{words.time(time.at)}</span>
              {isElsewhere && <span className="text-2xs text-ink-2">{stores.find(({ id }) => id === time.store)?.name ?? t('online')}</span>}
              {words.own(time.at, time.zone) && <span className="text-2xs text-ink-2">{words.own(time.at, time.zone)}</span>}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
