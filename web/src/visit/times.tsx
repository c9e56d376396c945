/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { longDate, weekdayDate } from '@/lib/dates'
import { ask } from './api'
import { Clocks, Day } from './day'
import { byDay, zoneOf } from './moments'
import { type Asked, Month } from './month'
import { Trouble } from './trouble'
import type { Slot, Slots } from './wire'
import { t } from './words'

const day = 86_400_000
const stretch = 14
const looks = 5 // stretches that are looked through by themselves before somebody has to ask for more

type Props = Asked & { timeZone: string; horizonDays: number; contact: string | null; onChoose: (slot: Slot) => void }
type State = { slots: Slot[]; until: number; isLoading: boolean; error: unknown }

// Whoever chose the month finds it, and the day, when they come back for another time.
let wasMonth = false
let seen: string | null = null
const onSee = (day: string | null) => void (seen = day)

/** Free times: a strip of the next days that have any, or a month of them. */
export function Times(props: Props) {
  const [isMonth, setMonth] = useState(wasMonth)
  return (
    <div class="times">
      <button type="button" class="quiet view" onClick={() => setMonth((wasMonth = !isMonth))}>
        {t(isMonth ? 'as_days' : 'as_month')}
      </button>
      {isMonth ? <Month {...props} start={seen} onSee={onSee} /> : <Strip {...props} />}
    </div>
  )
}

/** Day by day; later ones are fetched when nothing is free or somebody asks. */
function Strip({ place, wanted, timeZone, horizonDays, contact, onChoose }: Props) {
  const [state, setState] = useState<State>(() => ({ slots: [], until: Date.now(), isLoading: true, error: null }))
  const [chosen, setChosen] = useState<string | null>(null)
  const [stretches, setStretches] = useState(1)
  const [isSlow, setSlow] = useState(false)
  const end = Date.now() + (horizonDays + 1) * day

  useEffect(() => {
    let isGone = false
    const load = async () => {
      let { slots, until } = state
      const before = slots.length
      for (let look = 0; look < looks && until < end && slots.length === before; look++) {
        const since = until
        until = since + stretch * day
        const query = `${wanted}&since=${encodeURIComponent(new Date(since).toISOString())}&until=${encodeURIComponent(new Date(until).toISOString())}`
        const found = await ask<Slots>(`${place}/slots?${query}`, { onRetry: () => !isGone && setSlow(true) })
        slots = [...slots, ...found.items]
      }
      if (!isGone) setState({ slots, until, isLoading: false, error: null })
    }
    setState((now) => ({ ...now, isLoading: true, error: null }))
    setSlow(false)
    load().catch((error: unknown) => !isGone && setState((now) => ({ ...now, isLoading: false, error })))
    return () => {
      isGone = true
    }
    // a stretch more each time that `stretches` grows; another question is another component (`key`)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [stretches])

  const days = byDay(state.slots, timeZone)
  const shown = chosen !== null && days.has(chosen) ? chosen : ([...days.keys()][0] ?? null)
  const parts = shown === null ? undefined : days.get(shown)
  useEffect(() => (shown === null ? undefined : onSee(shown)), [shown])
  const firsts = [...days.values()].map((of) => [...of.values()][0]?.[0]?.starts_at ?? '')
  const hasMore = state.until < end
  return (
    <div aria-busy={state.isLoading}>
      <Clocks at={firsts} timeZone={timeZone} />
      {days.size > 0 && (
        <ul class="days" aria-label={t('days')}>
          {[...days].map(([key, of]) => {
            const at = [...of.values()][0]?.[0]?.starts_at ?? key
            return (
              <li key={key}>
                <button type="button" aria-pressed={key === shown} aria-label={longDate(at, zoneOf(timeZone))} onClick={() => setChosen(key)}>
                  {weekdayDate(at, zoneOf(timeZone))}
                </button>
              </li>
            )
          })}
          {hasMore && (
            <li>
              <button type="button" class="quiet" disabled={state.isLoading} onClick={() => setStretches(stretches + 1)}>
                {t('more_days')}
              </button>
            </li>
          )}
        </ul>
      )}
      {parts && <Day parts={parts} timeZone={timeZone} onChoose={onChoose} />}
      {state.isLoading && (
        <p role="status" class="bones">
          {isSlow ? t('retrying') : <span class="hidden">{t('loading')}</span>}
          <i />
          <i />
        </p>
      )}
      {state.error !== null && <Trouble error={state.error} onAgain={() => setStretches(stretches + 1)} />}
      {!state.isLoading && state.error === null && days.size === 0 && (
        <div class="empty">
          <p>{t('no_times')}</p>
          {contact && <p>{t('call', { phone: contact })}</p>}
          {hasMore && (
            <button type="button" onClick={() => setStretches(stretches + 1)}>
              {t('more_days')}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
