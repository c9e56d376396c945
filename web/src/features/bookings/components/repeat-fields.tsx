import type { UseQueryResult } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SeriesStarts } from '@/client/types'
import { weekdayDate } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useZone } from '@/lib/session'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { ErrorState, Skeleton } from '@/ui/states'
import { refusedDates } from '../api'
import { type Repeat, type Wrong, most, weekly } from '../rules/repeat'
import { RefusedDates } from './refused-dates'
import { useWords } from './words'

type Props = { value: Repeat | null; wrong: Wrong | null; onChange: (to: Repeat | null) => void }

const kinds = ['week', 'weeks', 'month'] as const

/** Whether it repeats, how often, and until when. */
export function RepeatFields({ value, wrong, onChange }: Props) {
  const { t } = useTranslation('bookings')
  const set = (change: Partial<Repeat>) => onChange({ ...(value ?? weekly), ...change })
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-3">
        <Field label={t('repeat.label')} className="min-w-36 flex-1">
          <Select
            value={value?.kind ?? 'never'}
            onChange={({ target }) => {
              const kind = kinds.find((one) => one === target.value)
              if (kind) set({ kind })
              else onChange(null)
            }}
          >
            {(['never', ...kinds] as const).map((one) => (
              <option key={one} value={one}>
                {t(`repeat.kind.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        {value?.kind === 'weeks' && (
          <Field label={t('repeat.every')} error={wrong === 'every' && t('setup.between', { least: 1, most: most.every })} className="w-32">
            <Input type="number" inputMode="numeric" min={1} max={most.every} value={value.every} onChange={(event) => set({ every: event.target.value })} />
          </Field>
        )}
      </div>
      {value && (
        <div className="flex flex-wrap gap-3">
          <Field label={t('repeat.ends')} className="min-w-36 flex-1">
            <Select value={value.ends} onChange={({ target }) => set({ ends: target.value === 'until' ? 'until' : 'count' })}>
              <option value="count">{t('repeat.byCount')}</option>
              <option value="until">{t('repeat.byDate')}</option>
            </Select>
          </Field>
          {value.ends === 'count' ? (
            <Field label={t('repeat.count')} error={wrong === 'count' && t('setup.between', { least: 2, most: most.count })} className="w-32">
              <Input type="number" inputMode="numeric" min={2} max={most.count} value={value.count} onChange={(event) => set({ count: event.target.value })} />
            </Field>
          ) : (
            <Field label={t('repeat.until')} error={wrong === 'until' && t('repeat.untilWrong')} className="w-44">
              <DateField min="2000-01-01" max="2099-12-31" value={value.until} onChange={(until) => set({ until })} />
            </Field>
          )}
        </div>
      )}
    </div>
  )
}

/** What the series would come to: each date that is free, and of the others why not. */
export function Foreseen({ query, who }: { query: UseQueryResult<SeriesStarts>; who: string | undefined }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  if (query.isError) return <ErrorState className="py-3" title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />
  if (!query.data)
    return (
      <div role="status">
        <span className="sr-only">{t('shell:loading')}</span>
        <Skeleton className="h-16" />
      </div>
    )
  const free = query.data.items.filter(({ code }) => !code)
  const refused = refusedDates(query.data.items)
  return (
    <section aria-label={t('bookings:repeat.dates')} className="flex flex-col gap-2 rounded-lg border p-3">
      <p role="status" className="text-sm font-medium">
        {t(refused.length > 0 ? 'bookings:repeat.some' : 'bookings:repeat.all', { count: query.data.items.length, free: free.length })}
        {who && free.length > 0 && ` ${t('bookings:repeat.with', { name: who })}`}
      </p>
      {refused.length > 0 && <RefusedDates dates={refused} />}
      {free.length > 0 && (
        <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-ink-2 tabular-nums">
          {free.map(({ starts_at }) => (
            <li key={starts_at} className="flex items-center gap-1">
              <CircleCheck aria-hidden className="size-3.5 text-ok" />
              {weekdayDate(starts_at, zone)} {words.time(starts_at)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
