import { useTranslation } from 'react-i18next'
import { weekdayDate } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { useWords } from './words'

/** Free times to press, each with its day. */
export function Alternatives({ times, onChoose }: { times: readonly number[]; onChoose: (at: number) => void }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const words = useWords()
  if (times.length === 0) return <p className="text-sm text-ink-2">{t('alternatives.none')}</p>
  return (
    <>
      <p className="mb-2 text-sm font-medium">{t('alternatives.title')}</p>
      <ul className="flex flex-wrap gap-2" aria-label={t('alternatives.title')}>
        {times.map((at) => (
          <li key={at}>
            <Button onClick={() => onChoose(at)}>
              <span className="text-ink-2">{weekdayDate(at, zone)}</span>
              <span className="tabular-nums">{words.time(at)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
