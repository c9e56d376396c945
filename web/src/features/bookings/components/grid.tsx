import { DndContext, type DragEndEvent, type Modifier, MouseSensor, TouchSensor, pointerWithin, useDroppable, useSensor, useSensors } from '@dnd-kit/core'
import { type CSSProperties, type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { visible } from '@/lib/colors'
import { longDate } from '@/lib/dates'
import { useNow } from '@/lib/now'
import { useZone } from '@/lib/session'
import { cn } from '@/ui/class-names'
import { type More, type Placed, columnsIn, fitting, shownRange, snapped, snappedEnd } from '../rules/layout'
import { Block } from './block'
import { type Busy, type Lane, isBusy } from './lanes'
import type { Whose } from './whose'
import { useWords } from './words'

const perMinute = 1.4 // pixels
const least = 12 // minutes of what an event outside takes: less could not be seen
const gutter = 'w-12 shrink-0'
const gutterWidth = 48

export type Drop = { appointment: Appointment; startsAt: number; from: Lane; to: Lane }

/** What is dragged: the whole block, or only its lower edge. */
export type Dragged = { appointment: Appointment; lane: Lane; from: number; to: number; isEdge: boolean }

type Props = {
  lanes: readonly Lane[]
  heading: (lane: Lane) => ReactNode
  /** Where starts of the appointment may lie, in minutes. */
  stepOf: (one: Appointment) => number
  canChange: boolean
  /** Appointments that somebody has to look at. */
  flagged: ReadonlySet<string>
  /** Whether a column says who does it, so that dragging into another changes that, or its day. */
  isAcross: boolean
  /** Whose each is, where a column is everybody's: it is as wide as its day needs, and what finds no place in it is counted. */
  whose?: Whose
  onOpen: (id: string) => void
  onDrop: (drop: Drop) => void
  onResize: (appointment: Appointment, endsAt: number) => void
  /** Somebody pressed free ground; no time where it was the keyboard. */
  onFree: (lane: Lane, at: number | null) => void
  /** The whole of a day whose column shows a part of it. */
  onDay: (day: string) => void
}

/** Columns under one row of hours. */
export function Grid({ lanes, heading, stepOf, canChange, flagged, isAcross, whose, onOpen, onDrop, onResize, onFree, onDay }: Props) {
  const { t } = useTranslation('bookings')
  const words = useWords()
  const zone = useZone()
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const hasDragged = useRef(false)
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 5 } }), useSensor(TouchSensor, { activationConstraint: { delay: 300, tolerance: 8 } }))
  const first = lanes[0]
  const isToday = ({ axis }: Lane) => axis.start <= now && now < axis.end
  const today = lanes.find(isToday)
  const nowAt = today ? today.axis.at(now) : null
  const [from, to] = shownRange(
    [...lanes.flatMap((lane) => [...lane.working, ...lane.placed.map((one) => [one.from, one.to] as const)]), ...(nowAt === null ? [] : [[nowAt, nowAt] as const])],
    Math.max(1440, ...lanes.map((lane) => lane.axis.length)),
  )
  const height = (to - from) * perMinute
  const width = useWidth(scroller)
  const columns = whose ? columnsIn(lanes.map((lane) => Math.max(1, ...[...lane.placed, ...lane.busy].map((one) => one.lanes))), width - gutterWidth) : []
  const boxOf = (n: number): CSSProperties | undefined => columns[n] && { minWidth: columns[n].least, flexGrow: columns[n].least }
  const hours = useMemo(() => Array.from({ length: Math.ceil((to - from) / 60) }, (_, n) => from + n * 60), [from, to])

  const onlyUpAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 })
  const snap: Modifier = ({ transform, active }) => {
    const data = active?.data.current as Dragged | undefined
    if (!data) return transform
    if (data.isEdge) return { ...transform, x: 0, y: (snappedEnd(data.to + transform.y / perMinute, data.from, data.lane.axis.length) - data.to) * perMinute }
    const minute = snapped(data.from + transform.y / perMinute, stepOf(data.appointment), data.lane.axis.length)
    return { ...transform, y: (minute - data.from) * perMinute }
  }
  const end = ({ active, over, delta }: DragEndEvent) => {
    setTimeout(() => (hasDragged.current = false)) // after the press that ends it
    const data = active.data.current as Dragged | undefined
    if (data?.isEdge) {
      const longer = snappedEnd(data.to + delta.y / perMinute, data.from, data.lane.axis.length) - data.to
      if (longer !== 0) onResize(data.appointment, Date.parse(data.appointment.ends_at) + longer * 60_000)
      return
    }
    const target = isAcross ? lanes.find((lane) => lane.key === over?.id) : data?.lane
    if (!data || !target) return
    const minute = snapped(data.from + delta.y / perMinute, stepOf(data.appointment), target.axis.length)
    const startsAt = target.axis.instant(minute)
    if (startsAt === Date.parse(data.appointment.starts_at) && target.key === data.lane.key) return
    onDrop({ appointment: data.appointment, startsAt, from: data.lane, to: target })
  }

  const nowTop = nowAt === null ? null : (nowAt - from) * perMinute
  const anchor = today && nowTop !== null ? nowTop - 160 : 0
  const dayKey = first?.axis.day
  const start = useRef(anchor)
  useLayoutEffect(() => {
    start.current = anchor
  })
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: Math.max(0, start.current) })
  }, [dayKey])
  // days that stand beside what is seen of the week: today is
  const todayKey = today?.key
  const isFilled = lanes.some((lane) => lane.placed.length > 0)
  useLayoutEffect(() => {
    const heading = todayKey && isFilled ? document.getElementById(`lane-${todayKey}`) : null
    const box = scroller.current
    if (heading && box && heading.offsetLeft + heading.offsetWidth > box.clientWidth) box.scrollTo({ left: heading.offsetLeft - gutterWidth })
  }, [todayKey, isFilled])

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      modifiers={isAcross ? [snap] : [snap, onlyUpAndDown]}
      accessibility={{ announcements: { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined }, screenReaderInstructions: { draggable: '' } }}
      onDragStart={() => (hasDragged.current = true)}
      onDragEnd={end}
      onDragCancel={() => setTimeout(() => (hasDragged.current = false))}
    >
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-auto">
        <div className="flex w-max min-w-full flex-col">
          <div className="sticky top-0 z-40 flex border-b bg-canvas">
            <div className={cn(gutter, 'sticky left-0 z-10 bg-canvas')} />
            {lanes.map((lane, n) => (
              <div key={lane.key} id={`lane-${lane.key}`} className="min-w-36 flex-1 basis-0 border-l px-2 py-1.5 text-sm" style={{ ...boxOf(n), boxShadow: lane.resource?.color ? `inset 0 3px ${visible(lane.resource.color)}` : undefined }}>
                {heading(lane)}
              </div>
            ))}
          </div>
          <div className="flex">
            <div aria-hidden className={cn(gutter, 'sticky left-0 z-20 border-r bg-canvas')} style={{ height }}>
              {first &&
                hours.slice(1).map((minute) => (
                  <div key={minute} className="absolute right-1.5 -translate-y-1/2 text-2xs text-ink-3 tabular-nums" style={{ top: (minute - from) * perMinute }}>
                    {hourOf(first, minute, words.time)}
                  </div>
                ))}
              {nowTop !== null && (
                <div className="absolute right-0.5 z-10 -translate-y-1/2 rounded bg-danger px-1 text-2xs font-semibold text-white tabular-nums dark:text-sunken" style={{ top: nowTop }}>
                  {words.time(now)}
                </div>
              )}
            </div>
            {lanes.map((lane, n) => {
              const { shown, more } = fitting<Appointment | Busy>([...lane.placed, ...lane.busy], columns[n]?.fit ?? Infinity)
              return (
                <Column key={lane.key} lane={lane} height={height} box={boxOf(n)}>
                  <Ground lane={lane} from={from} hours={hours} />
                  <Outside busy={shown.flatMap((one) => (isBusy(one.item) ? [{ ...one, item: one.item }] : []))} from={from} whose={whose} />
                  {canChange && (
                    <button
                      type="button"
                      aria-label={lane.resource ? t('book.with', { name: lane.resource.name }) : whose ? t('book.on', { day: longDate(lane.axis.instant(720), zone) }) : t('book.new')}
                      className="absolute inset-0 cursor-copy"
                      onClick={(event) => {
                        if (hasDragged.current) return
                        const box = event.currentTarget.getBoundingClientRect()
                        onFree(lane, event.detail === 0 ? null : lane.axis.instant(Math.floor((from + (event.clientY - box.top) / perMinute) / 15) * 15))
                      }}
                    />
                  )}
                  <ol aria-labelledby={`lane-${lane.key}`} className="pointer-events-none absolute inset-y-0 right-1.5 left-0 *:pointer-events-auto">
                    {shown.map(({ item, ...at }) =>
                      isBusy(item) ? null : (
                        <Block
                          key={item.id}
                          placed={{ ...at, item }}
                          lane={lane}
                          from={from}
                          perMinute={perMinute}
                          step={stepOf(item)}
                          canMove={canChange}
                          isFlagged={flagged.has(item.id)}
                          whose={whose}
                          onOpen={(id) => !hasDragged.current && onOpen(id)}
                        />
                      ),
                    )}
                    {more.map((one) => (
                      <Others key={one.from} more={one} lane={lane} top={(one.from - from) * perMinute} fit={columns[n]?.fit ?? 1} onDay={onDay} />
                    ))}
                  </ol>
                  {isToday(lane) && nowTop !== null && <div aria-hidden className="pointer-events-none absolute inset-x-0 z-20 h-0.5 bg-danger" style={{ top: nowTop - 1 }} />}
                </Column>
              )
            })}
          </div>
        </div>
      </div>
    </DndContext>
  )
}

/** What the clock shows at a line; on a day on which it is changed an hour stands twice, or not at all. */
const hourOf = (lane: Lane, minute: number, time: (at: number) => string): string =>
  lane.axis.length === 1440 ? `${String(Math.floor(minute / 60)).padStart(2, '0')}:00` : time(lane.axis.instant(minute))

/** How wide what it scrolls in is. */
function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const node = box.current
    if (!node) return
    const look = () => setWidth(node.clientWidth)
    look()
    const observer = new ResizeObserver(look)
    observer.observe(node)
    return () => observer.disconnect()
  }, [box])
  return width
}

function Column({ lane, height, box, children }: { lane: Lane; height: number; box: CSSProperties | undefined; children: ReactNode }) {
  const { setNodeRef, isOver } = useDroppable({ id: lane.key })
  return (
    <div ref={setNodeRef} className={cn('relative min-w-36 flex-1 basis-0 border-l', isOver && 'bg-accent-soft/40')} style={{ ...box, height }}>
      {children}
    </div>
  )
}

/** How many found no lane of their own: they are all in their day. */
function Others({ more: { from, to, count }, lane, top, fit, onDay }: { more: More; lane: Lane; top: number; fit: number; onDay: (day: string) => void }) {
  const { t } = useTranslation('bookings')
  const words = useWords()
  const said = t('week.more', { count, from: words.time(lane.axis.instant(from)), until: words.time(lane.axis.instant(to)) })
  return (
    <li className="absolute p-px" style={{ top, height: (to - from) * perMinute, left: `${(100 * (fit - 1)) / fit}%`, width: `${100 / fit}%` }}>
      <button type="button" aria-label={said} title={said} onClick={() => onDay(lane.axis.day)} className="flex size-full items-start justify-center overflow-hidden rounded-md border border-line-strong bg-raised py-0.5 text-2xs font-semibold text-ink-2 tabular-nums hover:bg-hover">
        +{count}
      </button>
    </li>
  )
}

/** Lines of the hours, and shade where nobody works. */
function Ground({ lane, from, hours }: { lane: Lane; from: number; hours: readonly number[] }) {
  const { t } = useTranslation('bookings')
  return (
    <div className="absolute inset-0 overflow-hidden">
      {lane.shut.map(({ span: [start, stop], reason }) => (
        <div
          key={`${start}-${reason ?? ''}`}
          className={cn('absolute inset-x-0 overflow-hidden', reason === null ? 'bg-sunken' : 'border-y border-line-strong bg-[repeating-linear-gradient(135deg,var(--c-sunken)_0_6px,var(--c-line)_6px_12px)]')}
          style={{ top: (start - from) * perMinute, height: (stop - start) * perMinute }}
        >
          {reason !== null && (
            <p className="m-1 w-fit max-w-full truncate rounded bg-surface px-1.5 text-2xs font-medium text-ink-2">{reason ? t('closure.of', { reason }) : t('closure.plain')}</p>
          )}
        </div>
      ))}
      {hours.map((minute) => (
        <div key={minute} aria-hidden className="absolute inset-x-0 border-t" style={{ top: (minute - from) * perMinute }} />
      ))}
    </div>
  )
}

/** What calendars outside take; of everybody it stands in lanes, with whose it is. */
function Outside({ busy, from, whose }: { busy: readonly Placed<Busy>[]; from: number; whose: Whose | undefined }) {
  const { t } = useTranslation('bookings')
  const words = useWords()
  return (
    <div className={cn('absolute inset-y-0 left-0 overflow-hidden', whose ? 'right-1.5' : 'right-0')}>
      {busy.map(({ item: { since, until, resource }, from: start, to: stop, lane, lanes }) => (
        <div
          key={`${since}-${resource.id}`}
          data-busy
          className={cn('absolute overflow-hidden border-dashed border-line-strong bg-[repeating-linear-gradient(45deg,transparent_0_5px,var(--c-line)_5px_6px)]', whose ? 'rounded-md border' : 'border-y')}
          style={{ top: (start - from) * perMinute, height: Math.max(stop - start, least) * perMinute, left: `${(100 * lane) / lanes}%`, width: `${100 / lanes}%` }}
        >
          <p className="m-0.5 w-fit max-w-full truncate rounded bg-surface px-1.5 text-2xs leading-4 text-ink-2">
            {whose && (
              <>
                <span aria-hidden>{whose({ resource_ids: [resource.id] })?.short} </span>
                <span className="sr-only">{resource.name}: </span>
              </>
            )}
            {t('busy.short')}
            <span className="sr-only">{t('busy.span', { from: words.time(since), until: words.time(until) })}</span>
          </p>
        </div>
      ))}
    </div>
  )
}
