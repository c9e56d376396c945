import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dayKey } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { ErrorState, Skeleton } from '@/ui/states'
import { cn } from '@/ui/class-names'
import { type FreeStart, type Wanted, startsQuery } from '../api'
import { MINUTE, addDays, instantOf } from '../rules/clock'
import { useWords } from './words'

type Props = {
  wanted: Wanted
  day: string
  onDay: (day: string) => void
  chosen: number | null
  onChoose: (start: FreeStart) => void
  /** What was chosen is being done: nothing else is chosen meanwhile. */
  isBusy?: boolean
}

const late = 15 * MINUTE // who has just come in is booked at a start that has just passed
const month = 31

/** A day, and every start that is free on it. */
export function SlotPicker({ wanted, day, onDay, chosen, onChoose, isBusy }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const words = useWords()
  const errorText = useErrorText()
  const client = useQueryClient()
  const [now] = useState(Date.now)
  const [start, end] = [instantOf(day, 0, zone.timeZone), instantOf(addDays(day, 1), 0, zone.timeZone)]
  const query = useQuery(startsQuery(tenant.id, wanted, start <= now && now < end ? now - late : start, end))
  const [search, setSearch] = useState<'idle' | 'busy' | 'none' | { error: unknown }>('idle')
  const asked = JSON.stringify([wanted, day])
  const current = useRef('') // an answer to what is asked no more says nothing
  useEffect(() => {
    current.current = asked
    setSearch('idle')
    return () => {
      current.current = ''
    }
  }, [asked])

  const findNext = async () => {
    setSearch('busy')
    const from = Math.max(end, now)
    try {
      const [next] = await client.fetchQuery(startsQuery(tenant.id, wanted, from, from + month * 1440 * MINUTE))
      if (current.current !== asked) return
      if (next) onDay(dayKey(next.at, zone))
      else setSearch('none')
    } catch (error) {
      if (current.current === asked) setSearch({ error })
    }
  }
  const starts = (query.data ?? []).map((start) => ({ ...start, own: words.own(start.at, start.zone) }))
  return (
    <div className="flex flex-col gap-3">
      <Field label={t('bookings:day')}>
        <DateField className="w-44" value={day} min="2000-01-01" max="2099-12-31" onChange={(on) => on && onDay(on)} />
      </Field>
      {query.isError && <ErrorState className="py-4" title={errorText(query.error)} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <div role="status">
          <span className="sr-only">{t('shell:loading')}</span>
          <Skeleton className="h-20" />
        </div>
      )}
      {query.data && starts.length === 0 && (
        <div className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
          <p role="status">{t(search === 'none' ? 'bookings:slots.noneSoon' : 'bookings:slots.none')}</p>
          {typeof search === 'object' && (
            <p role="alert" className="font-medium text-danger">
              {errorText(search.error)}
            </p>
          )}
          {search !== 'none' && (
            <Button size="sm" isBusy={search === 'busy'} onClick={() => void findNext()}>
              {t('bookings:slots.next')}
            </Button>
          )}
        </div>
      )}
      {starts.length > 0 && (
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">{t('bookings:slots.free', { count: starts.length })}</legend>
          <ul className={cn('grid gap-1.5', starts.some(({ own }) => own) ? 'grid-cols-[repeat(auto-fill,minmax(8rem,1fr))]' : 'grid-cols-[repeat(auto-fill,minmax(4.25rem,1fr))]')}>
            {starts.map(({ own, ...start }) => (
              <li key={start.at}>
                <Button
                  aria-pressed={start.at === chosen}
                  isBusy={isBusy && start.at === chosen}
                  disabled={isBusy && start.at !== chosen}
                  className={cn('w-full px-1 tabular-nums', own && 'h-auto min-h-8 flex-col gap-0 py-1 whitespace-normal', start.at === chosen && 'border-accent bg-accent text-accent-ink hover:bg-accent-strong')}
                  onClick={() => onChoose(start)}
                >
                  {words.time(start.at)} {own && <span className="text-2xs">{own}</span>}
                </Button>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
    </div>
  )
}
