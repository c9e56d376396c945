import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dayName, monthName, weekdayName } from '@/lib/dates'
import { addDays, addMonths, monthOf, weekOf } from '@/lib/days'
import { useToday } from '@/lib/session'
import { Button } from './button'
import { cn } from './class-names'

type Props = { value: string; min?: string; max?: string; onChoose: (day: string) => void }

/** A month to choose a day from, Monday first. One day takes the focus; arrows, Home, End and the page keys move it. */
export function Calendar({ value, min = '1900-01-01', max = '2199-12-31', onChoose }: Props) {
  const { t, i18n } = useTranslation('shell')
  const locale = i18n.language
  const id = useId()
  const today = useToday()
  const within = (day: string) => (day < min ? min : day > max ? max : day)
  const [at, setAt] = useState(() => within(value || today))
  const grid = useRef<HTMLTableElement>(null)
  const byKey = useRef(false)
  useEffect(() => {
    if (byKey.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    byKey.current = false
  }, [at])
  const weeks = monthOf(at)
  const move = (event: KeyboardEvent) => {
    const week = weekOf(at)
    const to = {
      ArrowLeft: addDays(at, -1),
      ArrowRight: addDays(at, 1),
      ArrowUp: addDays(at, -7),
      ArrowDown: addDays(at, 7),
      Home: week[0],
      End: week[6],
      PageUp: addMonths(at, event.shiftKey ? -12 : -1),
      PageDown: addMonths(at, event.shiftKey ? 12 : 1),
    }[event.key]
    if (!to) return
    event.preventDefault()
    byKey.current = true
    setAt(within(to))
  }
  const turn = (months: number) => setAt(within(addMonths(at, months)))
  const [first = at, last = at] = [`${at.slice(0, 8)}01`, addDays(`${addMonths(at, 1).slice(0, 8)}01`, -1)]
  return (
    <>
      <div className="mb-1 flex items-center gap-1">
        <Button variant="ghost" size="icon-sm" className="touch:size-11" aria-label={t('field.previous')} disabled={first <= min} onClick={() => turn(-1)}>
          <ChevronLeft aria-hidden />
        </Button>
        <p id={id} aria-live="polite" className="min-w-0 flex-1 text-center font-semibold first-letter:uppercase">
          {monthName(at, locale)}
        </p>
        <Button variant="ghost" size="icon-sm" className="touch:size-11" aria-label={t('field.next')} disabled={last >= max} onClick={() => turn(1)}>
          <ChevronRight aria-hidden />
        </Button>
      </div>
      <table ref={grid} role="grid" aria-labelledby={id} className="w-full table-fixed">
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" className="py-1 text-2xs font-semibold text-ink-2 uppercase">
                <span className="sr-only">{weekdayName(day, locale, 'long')}</span>
                <span aria-hidden>{weekdayName(day, locale, 'narrow')}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const isChosen = day === value
                return (
                  <td key={day} role="gridcell" aria-selected={isChosen} className="p-px">
                    <button
                      type="button"
                      tabIndex={day === at ? 0 : -1}
                      aria-label={dayName(day, locale)}
                      aria-current={day === today ? 'date' : undefined}
                      disabled={day < min || day > max}
                      onKeyDown={move}
                      onClick={() => onChoose(day)}
                      className={cn(
                        'h-8 w-full rounded-md text-sm tabular-nums hover:bg-hover disabled:text-ink-3 disabled:line-through disabled:opacity-60 touch:h-11',
                        day.slice(0, 7) !== at.slice(0, 7) && 'text-ink-3',
                        day === today && 'font-semibold underline underline-offset-4',
                        isChosen && 'bg-accent text-accent-ink hover:bg-accent-strong',
                      )}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="sm" variant="ghost" className="mt-1 w-full" disabled={today < min || today > max} onClick={() => onChoose(today)}>
        {t('field.today')}
      </Button>
    </>
  )
}
