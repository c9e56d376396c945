import { CalendarX, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { EmptyState } from '@/ui/states'
import { useEdge } from './colors'
import type { Lane } from './lanes'
import { blockTone, stateSign } from './tones'
import { useWords } from './words'

type Props = { lanes: readonly Lane[]; isWeek: boolean; flagged: ReadonlySet<string>; onOpen: (id: string) => void }

/** The agenda on a phone: a list for each professional of the day, or for each day of the week. */
export function DayList({ lanes, isWeek, flagged, onOpen }: Props) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  const shown = lanes.filter((lane) => lane.placed.length > 0 || lane.busy.length > 0 || lanes.length === 1)
  if (shown.every((lane) => lane.placed.length === 0 && lane.busy.length === 0))
    return (
      <EmptyState icon={CalendarX} title={t(isWeek ? 'list.emptyWeek' : 'list.empty')}>
        {lanes[0]?.shut.map(({ reason }) => reason).find(Boolean)}
      </EmptyState>
    )
  return (
    <div className="flex flex-col gap-5 px-3 pt-3 pb-24">
      {shown.map((lane) => (
        <section key={lane.key} aria-labelledby={`list-${lane.key}`}>
          <h2 id={`list-${lane.key}`} className="mb-1.5 text-xs font-semibold text-ink-2 first-letter:uppercase">
            {isWeek ? longDate(lane.axis.instant(720), zone) : (lane.resource?.name ?? t('withNobody'))}
          </h2>
          <ol className="flex flex-col gap-1.5">
            {[...lane.placed, ...lane.busy.map((one) => ({ ...one, from: one.span[0] }))]
              .sort((a, b) => a.from - b.from)
              .map((one) => ('item' in one ? <Row key={one.item.id} one={one.item} isFlagged={flagged.has(one.item.id)} onOpen={onOpen} /> : <BusyRow key={one.since} {...one} />))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function Row({ one, isFlagged, onOpen }: { one: Appointment; isFlagged: boolean; onOpen: (id: string) => void }) {
  const words = useWords()
  const now = useNow()
  const whose = useEdge(one)
  const Sign = stateSign[one.state]
  const own = words.own(one.starts_at, one.timezone)
  const isNow = Date.parse(one.starts_at) <= now && now < Date.parse(one.ends_at)
  return (
    <li>
      <button type="button" aria-label={words.label(one, isFlagged)} aria-current={isNow ? 'time' : undefined} style={whose} onClick={() => onOpen(one.id)} className={cn('flex w-full items-start gap-3 rounded-lg border border-l-4 px-3 py-2 text-left', blockTone[one.state], isNow && 'shadow-pop')}>
        <span className="w-12 shrink-0 text-sm font-semibold tabular-nums">
          {words.time(one.starts_at)}
          <span className="block text-2xs font-normal">{words.time(one.ends_at)}</span>
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-semibold">{words.who(one)}</span>
          <span className="block truncate text-xs">{one.service_name}</span>
          {own && <span className="block text-2xs">{own}</span>}
        </span>
        <span className="flex shrink-0 items-center gap-1 text-2xs font-medium">
          {Sign && <Sign aria-hidden className="size-3" />}
          {words.state(one.state)}
          {isFlagged && <TriangleAlert aria-hidden className="size-4 text-wait" />}
        </span>
      </button>
    </li>
  )
}

/** What an event in a calendar outside takes; nothing is known of it. */
function BusyRow({ since, until }: { since: number; until: number }) {
  const { t } = useTranslation('bookings')
  const words = useWords()
  return (
    <li className="flex items-center gap-3 rounded-lg border border-dashed border-line-strong bg-[repeating-linear-gradient(45deg,transparent_0_5px,var(--c-line)_5px_6px)] px-3 py-1.5 text-xs text-ink-2">
      <span className="rounded bg-surface px-1.5 tabular-nums">
        {words.time(since)}–{words.time(until)}
      </span>
      <span className="rounded bg-surface px-1.5">{t('busy.long')}</span>
    </li>
  )
}
