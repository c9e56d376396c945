/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'
import { dayKey, dayName, monthName, weekdayName } from '@/lib/dates'
import { addDays, addMonths, monthOf, weekOf } from '@/lib/days'
import { ask } from './api'
import { Clocks, Day } from './day'
import { byDay, zoneOf } from './moments'
import { Trouble } from './trouble'
import type { FreeDay, FreeDays, Slot, Slots } from './wire'
import { language, t } from './words'

const DAY = 86_400_000

type Props = Asked & { timeZone: string; horizonDays: number; contact: string | null; start: string | null; onSee: (day: string) => void; onChoose: (slot: Slot) => void }
/** Where it is asked: `/pages/clinica` with what is wanted there, or a link. */
export type Asked = { place: string; wanted: string }
/** null: it is on its way. */
type Answer<T> = { read: T } | { error: unknown } | null

const monthIn = (day: string) => day.slice(0, 7)

/** A month whose days with free times are marked, and the times of the one that is chosen. Only the month that is shown is asked for. */
export function Month({ place, wanted, timeZone, horizonDays, contact, start, onSee, onChoose }: Props) {
  const zone = zoneOf(timeZone)
  const [first, last] = [dayKey(Date.now(), zone), dayKey(Date.now() + horizonDays * DAY, zone)]
  const within = (day: string) => (day < first ? first : day > last ? last : day)
  const [at, setAt] = useState(() => within(start ?? first))
  const [chosen, setChosen] = useState(start)
  const month = monthIn(at)
  const days = useAnswer<FreeDays>(`${place}/days?${new URLSearchParams(`${wanted}&month=${month}`)}`)
  const free = new Map(days.answer && 'read' in days.answer ? days.answer.read.items.map((one) => [one.on, one]) : [])
  const picked = chosen ?? [...free.keys()][0] ?? null // of whoever has chosen nothing yet the first one is shown
  const shown = picked === null ? undefined : free.get(picked)
  const grid = useRef<HTMLTableElement>(null)
  const byKey = useRef(false)
  useEffect(() => {
    if (byKey.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    byKey.current = false
  }, [at])
  const move = (event: KeyboardEvent) => {
    const week = weekOf(at)
    const to = {
      ArrowLeft: addDays(at, -1),
      ArrowRight: addDays(at, 1),
      ArrowUp: addDays(at, -7),
      ArrowDown: addDays(at, 7),
      Home: week[0],
      End: week[6],
      PageUp: addMonths(at, -1),
      PageDown: addMonths(at, 1),
    }[event.key]
    if (!to) return
    event.preventDefault()
    byKey.current = within(to) !== at
    setAt(within(to))
  }
  const choose = (day: string) => {
    setChosen(day)
    onSee(day)
  }
  const turn = (months: number) => setAt(within(`${monthIn(addMonths(`${month}-01`, months))}-01`))
  const isFirst = month === monthIn(first)
  const isLast = month === monthIn(last)
  const state = days.answer === null ? (days.isSlow ? 'retrying' : 'loading') : 'error' in days.answer ? null : free.size === 0 ? 'month_none' : shown ? null : 'day_choose'
  return (
    <>
      <div class="month">
        <button type="button" aria-label={t('month_before')} aria-disabled={isFirst} onClick={() => !isFirst && turn(-1)}>
          <span aria-hidden>‹</span>
        </button>
        <p id="month" aria-live="polite">
          {monthName(at, language())}
        </p>
        <button type="button" aria-label={t('month_after')} aria-disabled={isLast} onClick={() => !isLast && turn(1)}>
          <span aria-hidden>›</span>
        </button>
      </div>
      <table ref={grid} role="grid" aria-labelledby="month" aria-busy={days.answer === null} class="grid">
        <thead>
          <tr>
            {weekOf(at).map((day) => (
              <th key={day} scope="col">
                <span class="hidden">{weekdayName(day, language(), 'long')}</span>
                <span aria-hidden>{weekdayName(day, language(), 'narrow')}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthOf(at).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} role="gridcell" aria-selected={day === picked && free.has(day)}>
                  {monthIn(day) === month && (
                    <button
                      type="button"
                      tabIndex={day === at ? 0 : -1}
                      aria-current={day === first ? 'date' : undefined}
                      aria-disabled={!free.has(day)}
                      aria-label={days.answer === null ? dayName(day, language()) : t(free.has(day) ? 'day_free' : 'day_full', { day: dayName(day, language()) })}
                      onKeyDown={move}
                      onClick={() => {
                        setAt(within(day))
                        if (free.has(day)) choose(day)
                      }}
                    >
                      {Number(day.slice(8))}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status" class="hint">
        {state && t(state)} {state === 'month_none' && isLast && contact && t('call', { phone: contact })}
      </p>
      {days.answer && 'error' in days.answer && <Trouble error={days.answer.error} onAgain={days.again} />}
      {shown && <Clocks at={[shown.first_at]} timeZone={timeZone} />}
      {shown && <TimesOf key={shown.on} place={place} wanted={wanted} day={shown} timeZone={timeZone} onChoose={onChoose} />}
    </>
  )
}

function TimesOf({ place, wanted, day, timeZone, onChoose }: Asked & Pick<Props, 'timeZone' | 'onChoose'> & { day: FreeDay }) {
  const until = new Date(Date.parse(day.last_at) + 1000).toISOString()
  const { answer, isSlow, again } = useAnswer<Slots>(`${place}/slots?${new URLSearchParams(`${wanted}&since=${encodeURIComponent(day.first_at)}&until=${until}`)}`)
  if (answer === null)
    return (
      <p role="status" class="bones">
        {isSlow ? t('retrying') : <span class="hidden">{t('loading')}</span>}
        <i />
        <i />
      </p>
    )
  if ('error' in answer) return <Trouble error={answer.error} onAgain={again} />
  const parts = byDay(answer.read.items, timeZone).get(day.on)
  return parts ? <Day parts={parts} timeZone={timeZone} onChoose={onChoose} /> : <p role="status">{t('error_slot_taken')}</p>
}

/** What the server says there. What came is kept while this is shown, also for whoever had gone on by then: no month is asked for twice. */
function useAnswer<T>(path: string) {
  const [answers, setAnswers] = useState<Record<string, Answer<T>>>({})
  const [slow, setSlow] = useState<string | null>(null)
  const [tried, setTried] = useState(0)
  const asked = useRef(new Set<string>())
  useEffect(() => {
    if (asked.current.has(path)) return
    asked.current.add(path)
    const settle = (found: Answer<T>) => setAnswers((now) => ({ ...now, [path]: found }))
    settle(null)
    ask<T>(path, { onRetry: () => setSlow(path) }).then(
      (read) => settle({ read }),
      (error: unknown) => {
        asked.current.delete(path)
        settle({ error })
      },
    )
  }, [path, tried])
  return { answer: answers[path] ?? null, isSlow: slow === path, again: () => setTried(tried + 1) }
}
