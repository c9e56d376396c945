import { useId } from 'react'
import { weekdayName } from '@/lib/dates'
import { weekOf } from '@/lib/days'
import { useZone } from '@/lib/session'

type Props = { legend: string; hint: string; error: string | false; chosen: number[]; onChange: (weekdays: number[]) => void }

const aWeek = weekOf('2026-11-23')

/** Some of the days of the week, 0 is Monday; none chosen means any. */
export function WeekdayChoice({ legend, hint, error, chosen, onChange }: Props) {
  const id = useId()
  const { locale } = useZone()
  return (
    <fieldset aria-describedby={`${id}-hint`} className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <div className="grid grid-cols-7 gap-0.5 rounded-lg border border-line-strong bg-sunken p-0.5">
        {aWeek.map((day, n) => (
          <label
            key={day}
            className="relative flex min-h-7 items-center justify-center rounded-md text-center text-xs font-medium text-ink-2 has-checked:bg-accent-soft has-checked:text-accent-text has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent touch:min-h-10"
          >
            <input
              type="checkbox"
              className="absolute inset-0 cursor-pointer opacity-0" // over its word: a finger that explores the screen finds it there
              aria-label={weekdayName(day, locale, 'long')}
              aria-invalid={error ? true : undefined}
              checked={chosen.includes(n)}
              onChange={({ target }) => onChange(target.checked ? [...chosen, n].sort() : chosen.filter((one) => one !== n))}
            />
            <span aria-hidden>{weekdayName(day, locale, 'short').replace('.', '')}</span>
          </label>
        ))}
      </div>
      <p id={`${id}-hint`} role={error ? 'alert' : undefined} className={error ? 'mt-1 text-xs font-medium text-danger' : 'mt-1 text-xs text-ink-2'}>
        {error || hint}
      </p>
    </fieldset>
  )
}
