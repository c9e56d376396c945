import { CalendarX, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { longDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { EmptyState } from '@/ui/states'
import { useEdge } from './colors'
import { type Busy, type Lane, isBusy } from './lanes'
import { blockTone, stateSign } from './tones'
import type { Whose } from './whose'
import { useWords } from './words'

/** `whose`: where a day is everybody's. */
type Props = { lanes: readonly Lane[]; isWeek: boolean; whose: Whose | undefined; flagged: ReadonlySet<string>; onOpen: (id: string) => void }

/** The agenda on a phone: a list for each professional of the day, or for each day of the week. */
export function DayList({ lanes, isWeek, whose, flagged, onOpen }: Props) {
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
            {[...lane.placed, ...lane.busy]
              .sort((a, b) => a.from - b.from)
              .map(({ item }) => (isBusy(item) ? <BusyRow key={`${item.since}-${item.resource.id}`} busy={item} isNamed={Boolean(whose)} /> : <Row key={item.id} one={item} whose={whose?.(item)?.name} isFlagged={flagged.has(item.id)} onOpen={onOpen} />))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function Row({ one, whose, isFlagged, onOpen }: { one: Appointment; whose: string | undefined; isFlagged: boolean; onOpen: (id: string) => void }) {
  const words = useWords()
  const now = useNow()
  const edge = useEdge(one)
  const Sign = stateSign[one.state]
  const own = words.own(one.starts_at, one.timezone)
  const isNow = Date.parse(one.starts_at) <= now && now < Date.parse(one.ends_at)
  return (
    <li>
      <button type="button" aria-label={words.label(one, isFlagged, whose)} aria-current={isNow ? 'time' : undefined} style={edge} onClick={() => onOpen(one.id)} className={cn('flex w-full items-start gap-3 rounded-lg border border-l-4 px-3 py-2 text-left', blockTone[one.state], isNow && 'shadow-pop')}>
        <span className="w-12 shrink-0 text-sm font-semibold tabular-nums">
          {words.time(one.starts_at)}
          <span className="block text-2xs font-normal">{words.time(one.ends_at)}</span>
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-semibold">{words.who(one)}</span>
          <span className="block truncate text-xs">{[one.service_name, whose].filter(Boolean).join(' · ')}</span>
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
function BusyRow({ busy: { since, until, resource }, isNamed }: { busy: Busy; isNamed: boolean }) {
  const { t } = useTranslation('bookings')
  const words = useWords()
  return (
    <li className="flex items-center gap-3 rounded-lg border border-dashed border-line-strong bg-[repeating-linear-gradient(45deg,transparent_0_5px,var(--c-line)_5px_6px)] px-3 py-1.5 text-xs text-ink-2">
      <span className="rounded bg-surface px-1.5 tabular-nums">
        {words.time(since)}–{words.time(until)}
      </span>
      <span className="rounded bg-surface px-1.5">{[t('busy.long'), isNamed && resource.name].filter(Boolean).join(' · ')}</span>
    </li>
  )
}
