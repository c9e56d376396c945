import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { dayKey, longDate, weekdayDate } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { instantOf } from '../rules/clock'
import { useEdge } from './colors'
import { blockTone, stateSign } from './tones'
import { useWords } from './words'

type Props = {
  weeks: readonly (readonly string[])[]
  month: string
  today: string
  appointments: readonly Appointment[]
  /** Those that somebody has to look at. */
  flagged: ReadonlySet<string>
  /** Days on which nobody works, each with why, where that was said. */
  shut: ReadonlyMap<string, string>
  /** It is one person's or one room's month. */
  isOne: boolean
  isPhone: boolean
  onDay: (day: string) => void
  onOpen: (id: string) => void
}

const shown = 4
const hatched = 'bg-[repeating-linear-gradient(135deg,transparent_0_7px,var(--c-line)_7px_8px)]'

/** A month by its weeks: each day with what stands in it, or on a phone with how much. */
export function Month({ weeks, month, today, appointments, flagged, shut, isOne, isPhone, onDay, onOpen }: Props) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const byDay = new Map<string, Appointment[]>()
  for (const one of appointments) {
    const day = dayKey(one.starts_at, zone)
    byDay.set(day, [...(byDay.get(day) ?? []), one])
  }
  const noon = (day: string) => instantOf(day, 720, zone.timeZone)
  const plain = t(isOne ? 'month.off' : 'closure.plain')
  return (
    <div className="min-h-0 flex-1 overflow-auto max-md:pb-20">
      <table className="h-full w-full table-fixed border-collapse">
        <caption className="sr-only">{t('view.month')}</caption>
        <thead className="sticky top-0 z-10 bg-canvas">
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" className="border-b py-1.5 text-2xs font-semibold text-ink-2">
                {weekdayDate(noon(day), zone).split(/[\s,]/)[0]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const all = byDay.get(day) ?? []
                const isOther = day.slice(0, 7) !== month
                const reason = shut.get(day)
                const isShut = reason !== undefined
                const said = t('month.day', { day: longDate(noon(day), zone), count: all.length })
                return (
                  <td key={day} className={cn('border-b p-0.5 align-top not-first:border-l max-md:h-16 md:h-28 md:p-1', (isOther || isShut) && 'bg-sunken', isShut && hatched)}>
                    <button
                      type="button"
                      aria-current={day === today ? 'date' : undefined}
                      aria-label={isShut ? t('month.shut', { said, why: reason ? t('closure.of', { reason }) : plain }) : said}
                      onClick={() => onDay(day)}
                      className={cn('flex w-full flex-wrap items-center gap-1 rounded px-1 text-left text-xs hover:bg-hover max-md:h-full max-md:flex-col max-md:py-1', isOther && 'text-ink-2')}
                    >
                      <span className={cn('grid min-w-6 place-items-center rounded-full py-0.5 font-medium tabular-nums', day === today && 'bg-accent text-accent-ink')}>{Number(day.slice(8))}</span>
                      {isShut && <span className="min-w-0 truncate rounded bg-surface px-1 text-2xs text-ink-2 max-md:hidden">{reason || plain}</span>}
                      {isPhone && all.length > 0 && <span className="rounded-full bg-accent-soft px-1.5 text-2xs font-semibold text-accent-text tabular-nums">{all.length}</span>}
                    </button>
                    {!isPhone && (
                      <ol className="mt-0.5 flex flex-col gap-0.5">
                        {all.slice(0, all.length > shown ? shown - 1 : shown).map((one) => (
                          <Line key={one.id} one={one} isFlagged={flagged.has(one.id)} onOpen={onOpen} />
                        ))}
                        {all.length > shown && (
                          <li>
                            <button type="button" className="rounded px-1 text-2xs font-medium text-ink-2 hover:bg-hover" onClick={() => onDay(day)}>
                              {t('month.more', { count: all.length - shown + 1 })}
                            </button>
                          </li>
                        )}
                      </ol>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Line({ one, isFlagged, onOpen }: { one: Appointment; isFlagged: boolean; onOpen: (id: string) => void }) {
  const words = useWords()
  const whose = useEdge(one)
  const Sign = stateSign[one.state]
  return (
    <li>
      <button type="button" title={words.label(one, isFlagged)} aria-label={words.label(one, isFlagged)} style={whose} onClick={() => onOpen(one.id)} className={cn('flex w-full items-center gap-1 rounded border border-l-3 px-1 text-left text-2xs leading-4 hover:brightness-97 dark:hover:brightness-115', blockTone[one.state])}>
        <span className="shrink-0 font-semibold tabular-nums">{words.time(one.starts_at)}</span>
        <span className="min-w-0 flex-1 truncate">{words.who(one)}</span>
        {Sign && <Sign aria-hidden className="size-3 shrink-0" />}
        {isFlagged && <TriangleAlert aria-hidden className="size-3 shrink-0 text-wait" />}
      </button>
    </li>
  )
}
