import { useDraggable } from '@dnd-kit/core'
import { TriangleAlert } from 'lucide-react'
import { useCallback } from 'react'
import type { Appointment } from '@/client/types'
import { cn } from '@/ui/class-names'
import { type Placed, snapped } from '../rules/layout'
import { mayMove } from '../rules/states'
import { useEdge } from './colors'
import type { Lane } from './lanes'
import { blockTone, stateSign } from './tones'
import type { Whose } from './whose'
import { useWords } from './words'

type Props = {
  placed: Placed<Appointment>
  lane: Lane
  from: number
  perMinute: number
  step: number
  canMove: boolean
  isFlagged: boolean
  /** Where the column is everybody's. */
  whose: Whose | undefined
  onOpen: (id: string) => void
}

/** One appointment in its column: as high as it lasts, opened by a press, moved by dragging. */
export function Block({ placed, lane, from, perMinute, step, canMove, isFlagged, whose, onOpen }: Props) {
  const words = useWords()
  const one = placed.item
  const edgeOf = useEdge(one)
  const theirs = whose?.(one)
  const isFixed = !canMove || !mayMove(one)
  const { setNodeRef, listeners, transform, isDragging } = useDraggable({ id: `${lane.key}:${one.id}`, data: { appointment: one, lane, from: placed.from, to: placed.to, isEdge: false }, disabled: isFixed })
  const isWhole = Date.parse(one.ends_at) <= lane.axis.end && Date.parse(one.starts_at) >= lane.axis.start
  const ends = placed.from + (Date.parse(one.ends_at) - Date.parse(one.starts_at)) / 60_000
  const edge = useDraggable({ id: `edge:${lane.key}:${one.id}`, data: { appointment: one, lane, from: placed.from, to: ends, isEdge: true }, disabled: isFixed || !isWhole })
  // both are measured where the transform is: in what lies within it, a second look would count what was dragged already twice
  const { setNodeRef: setEdgeRef } = edge
  const measured = useCallback(
    (node: HTMLElement | null) => {
      setNodeRef(node)
      setEdgeRef(node)
    },
    [setNodeRef, setEdgeRef],
  )
  const grows = edge.transform?.y ?? 0
  const height = Math.max(5 * perMinute, (placed.to - placed.from) * perMinute + grows)
  const isLow = height < 36
  const Sign = stateSign[one.state]
  const label = words.label(one, isFlagged, theirs?.name)
  // what is dragged is by the grid's clock until it is dropped
  const own = !transform && !grows && words.own(one.starts_at, one.timezone)
  const at = transform ? lane.axis.instant(snapped(placed.from + transform.y / perMinute, step, lane.axis.length)) : one.starts_at
  return (
    <li
      ref={measured}
      className={cn('group @container absolute p-px', (isDragging || edge.isDragging) && 'z-30')}
      style={{
        top: (placed.from - from) * perMinute,
        height,
        left: `${(100 * placed.lane) / placed.lanes}%`,
        width: `${100 / placed.lanes}%`,
        transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined,
      }}
    >
      <button
        type="button"
        {...listeners}
        aria-label={label}
        title={label}
        style={edgeOf}
        onClick={() => onOpen(one.id)}
        className={cn(
          'flex size-full overflow-hidden rounded-md border border-l-4 px-0.5 text-left text-2xs leading-4 @[4.5rem]:px-1.5 hover:brightness-97 dark:hover:brightness-115',
          isLow ? 'items-center gap-1.5' : 'flex-col py-0.5',
          blockTone[one.state],
          !isFixed && 'cursor-grab touch-manipulation',
          isDragging && 'cursor-grabbing opacity-90 shadow-pop',
        )}
      >
        <span className={cn('flex w-full min-w-0 items-center gap-x-1 font-semibold', theirs && !isLow && 'flex-wrap')}>
          {theirs && <span className="max-w-full shrink-0 truncate rounded-sm bg-current/10 px-0.5">{theirs.short}</span>}
          <span className="shrink-0 tabular-nums">{grows ? `${words.time(at)}–${words.time(Date.parse(one.ends_at) + (grows / perMinute) * 60_000)}` : words.time(at)}</span>
          <span className={cn('min-w-0 flex-1 truncate', theirs && !isLow && 'basis-10')}>{words.who(one)}</span>
          {own && <span className="max-w-1/2 truncate font-normal">{own}</span>}
          {isLow && <span className="max-w-1/2 truncate font-normal">{words.state(one.state)}</span>}
          {Sign && <Sign aria-hidden className="size-3 shrink-0" />}
          {isFlagged && <TriangleAlert aria-hidden className="size-3.5 shrink-0 text-wait" />}
        </span>
        {!isLow && (
          <span className="flex w-full min-w-0 flex-wrap gap-x-1 overflow-hidden">
            {theirs && <span className="max-w-full truncate font-medium">{theirs.name}</span>}
            <span className="font-medium">{words.state(one.state)}</span>
            <span className="min-w-0 truncate">{one.service_name}</span>
          </span>
        )}
      </button>
      {!isFixed && isWhole && (
        // the keyboard changes how long it lasts in the panel
        <span {...edge.listeners} aria-hidden data-edge className="absolute inset-x-1 bottom-0 flex h-2 cursor-ns-resize touch-none items-end justify-center pb-0.5 opacity-0 group-hover:opacity-100 touch:opacity-60">
          <span className="h-0.5 w-6 rounded-full bg-current" />
        </span>
      )}
    </li>
  )
}
