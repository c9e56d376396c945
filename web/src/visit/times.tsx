/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { clockTime, longDate, weekdayDate } from '@/lib/dates'
import { ask } from './api'
import { byDay, clocksAt, otherZone, zoneName, zoneOf } from './moments'
import { Trouble } from './trouble'
import type { Slot, Slots } from './wire'
import { t } from './words'

const day = 86_400_000
const stretch = 14
const looks = 5 // stretches that are looked through by themselves before somebody has to ask for more

type Props = { path: string; timeZone: string; horizonDays: number; contact: string | null; onChoose: (slot: Slot) => void }
type State = { slots: Slot[]; until: number; isLoading: boolean; error: unknown }

/** Free times, day by day; later ones are fetched when nothing is free or somebody asks. */
export function Times({ path, timeZone, horizonDays, contact, onChoose }: Props) {
  const [state, setState] = useState<State>(() => ({ slots: [], until: Date.now(), isLoading: true, error: null }))
  const [chosen, setChosen] = useState<string | null>(null)
  const [wanted, setWanted] = useState(1)
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
        const join = path.includes('?') ? '&' : '?'
        const query = `since=${encodeURIComponent(new Date(since).toISOString())}&until=${encodeURIComponent(new Date(until).toISOString())}`
        const found = await ask<Slots>(`${path}${join}${query}`, { onRetry: () => !isGone && setSlow(true) })
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
    // a stretch more each time that `wanted` grows; another question is another component (`key`)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted])

  const days = byDay(state.slots, timeZone)
  const shown = chosen !== null && days.has(chosen) ? chosen : ([...days.keys()][0] ?? null)
  // Clocks may differ on some of the days only.
  const differs = [...days.values()].map((parts) => [...parts.values()][0]?.[0]?.starts_at).find((at) => at && otherZone(at, timeZone))
  const hasMore = state.until < end
  return (
    <div class="times" aria-busy={state.isLoading}>
      {differs && <p class="zone">{t('zone_differs', { zone: zoneName(differs, timeZone), ...clocksAt(differs, timeZone) })}</p>}
      {days.size > 0 && (
        <ul class="days" aria-label={t('days')}>
          {[...days].map(([key, parts]) => {
            const at = [...parts.values()][0]?.[0]?.starts_at ?? key
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
              <button type="button" class="quiet" disabled={state.isLoading} onClick={() => setWanted(wanted + 1)}>
                {t('more_days')}
              </button>
            </li>
          )}
        </ul>
      )}
      {shown !== null && <Day parts={days.get(shown)} timeZone={timeZone} onChoose={onChoose} />}
      {state.isLoading && (
        <p role="status" class="bones">
          {isSlow ? t('retrying') : <span class="hidden">{t('loading')}</span>}
          <i />
          <i />
        </p>
      )}
      {state.error !== null && <Trouble error={state.error} onAgain={() => setWanted(wanted + 1)} />}
      {!state.isLoading && state.error === null && days.size === 0 && (
        <div class="empty">
          <p>{t('no_times')}</p>
          {contact && <p>{t('call', { phone: contact })}</p>}
          {hasMore && (
            <button type="button" onClick={() => setWanted(wanted + 1)}>
              {t('more_days')}
            </button>
          )}
        </div>
      )}
    </div>
  )
}

type DayProps = { parts: ReturnType<typeof byDay> extends Map<string, infer P> ? P | undefined : never; timeZone: string; onChoose: (slot: Slot) => void }

function Day({ parts, timeZone, onChoose }: DayProps) {
  if (!parts) return null
  const at = [...parts.values()][0]?.[0]?.starts_at
  return (
    <section aria-label={at ? t('times_on', { day: longDate(at, zoneOf(timeZone)) }) : undefined}>
      {[...parts].map(([part, slots]) => (
        <div key={part} class="part">
          <h3>{t(part)}</h3>
          <ul class="slots">
            {slots.map((slot) => (
              <li key={slot.starts_at}>
                <button type="button" onClick={() => onChoose(slot)}>
                  {clockTime(slot.starts_at, zoneOf(timeZone))}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
