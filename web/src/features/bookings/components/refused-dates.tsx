import { CircleX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { weekdayDate } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import type { RefusedDate } from '../api'
import { useWords } from './words'

const known = ['slot_taken', 'slot_outside', 'too_many_appointments', 'notice_too_short'] as const
const isKnown = (code: string): code is (typeof known)[number] => known.some((one) => one === code)

const shown = 3

/** `busy`: which is being booked, instead of which. */
type Props = { dates: readonly RefusedDate[]; busy?: { of: number; at: number } | null; onChoose?: (instead: number, of: RefusedDate) => void }

/** Dates of a series that cannot be: why, and what is free near each, to read or to press. */
export function RefusedDates({ dates, busy, onChoose }: Props) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const words = useWords()
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {dates.map((date) => {
        const { at, code } = date
        const nearest = [...date.alternatives].sort((a, b) => Math.abs(a - at) - Math.abs(b - at)).slice(0, shown).sort((a, b) => a - b)
        const said = (one: number) => {
          const own = words.own(one, date.zone)
          return [weekdayDate(one, zone) !== weekdayDate(at, zone) && weekdayDate(one, zone), words.time(one), own && `(${own})`].filter(Boolean).join(' ')
        }
        return (
          <li key={at} className="flex gap-2">
            <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
            <div>
              <p>
                <span className="font-medium">
                  {weekdayDate(at, zone)}, <span className="tabular-nums">{words.time(at)}</span>
                </span>
                {': '}
                {t(`repeat.why.${isKnown(code) ? code : 'other'}`)}
                {nearest.length > 0 && !onChoose && <span className="block text-xs text-ink-2 tabular-nums">{t('repeat.instead', { times: nearest.map(said).join(' · ') })}</span>}
              </p>
              {nearest.length > 0 && onChoose && (
                <ul aria-label={t('alternatives.title')} className="mt-1 flex flex-wrap gap-1.5">
                  {nearest.map((one) => (
                    <li key={one}>
                      <Button size="sm" className="h-auto min-h-7 py-1 whitespace-normal tabular-nums touch:h-auto touch:min-h-9" isBusy={busy?.of === at && busy.at === one} disabled={Boolean(busy) && !(busy?.of === at && busy.at === one)} onClick={() => onChoose(one, date)}>
                        {said(one)}
                      </Button>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
