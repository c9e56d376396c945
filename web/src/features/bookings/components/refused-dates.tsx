import { CircleX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { weekdayDate } from '@/lib/dates'
import { useZone } from '@/lib/session'
import type { RefusedDate } from '../api'
import { useWords } from './words'

const known = ['slot_taken', 'slot_outside', 'too_many_appointments', 'notice_too_short'] as const
const isKnown = (code: string): code is (typeof known)[number] => known.some((one) => one === code)

const shown = 3

/** Dates of a series that cannot be: why, and what is free near each. */
export function RefusedDates({ dates }: { dates: readonly RefusedDate[] }) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const words = useWords()
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {dates.map(({ at, code, alternatives }) => (
        <li key={at} className="flex gap-2">
          <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          <p>
            <span className="font-medium">
              {weekdayDate(at, zone)}, <span className="tabular-nums">{words.time(at)}</span>
            </span>
            {': '}
            {t(`repeat.why.${isKnown(code) ? code : 'other'}`)}
            {alternatives.length > 0 && (
              <span className="block text-xs text-ink-2 tabular-nums">
                {t('repeat.instead', {
                  times: [...alternatives]
                    .sort((a, b) => Math.abs(a - at) - Math.abs(b - at))
                    .slice(0, shown)
                    .sort((a, b) => a - b)
                    .map((one) => (weekdayDate(one, zone) === weekdayDate(at, zone) ? words.time(one) : `${weekdayDate(one, zone)} ${words.time(one)}`))
                    .join(' · '),
                })}
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
