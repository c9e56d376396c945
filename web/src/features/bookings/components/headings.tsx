import { useTranslation } from 'react-i18next'
import { visible } from '@/lib/colors'
import { weekdayDate } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import type { Lane } from './lanes'

type Props = { lane: Lane; isWeek: boolean; isRooms: boolean; today: string; onDay: (day: string) => void }

/** Over a column: whose it is, or which day. */
export function Headings({ lane, isWeek, isRooms, today, onDay }: Props) {
  const { t } = useTranslation('bookings')
  const zone = useZone()
  if (isWeek) {
    const isToday = lane.axis.day === today
    return (
      <button type="button" aria-current={isToday ? 'date' : undefined} onClick={() => onDay(lane.axis.day)} className={cn('rounded px-1 hover:bg-hover', isToday ? 'font-semibold text-accent-text' : 'text-ink')}>
        {weekdayDate(lane.axis.instant(720), zone)}
      </button>
    )
  }
  if (!lane.resource) return <span className="text-ink-2">{t(isRooms ? 'withoutRoom' : 'withNobody')}</span>
  return (
    <>
      <span className="flex items-center gap-1.5 font-semibold">
        {lane.resource.color && <span aria-hidden className="size-3 shrink-0 rounded-full" style={{ background: visible(lane.resource.color) }} />}
        <span className="truncate">{lane.resource.name}</span>
      </span>
      {lane.resource.title && <span className="block truncate text-2xs text-ink-2">{lane.resource.title}</span>}
    </>
  )
}
