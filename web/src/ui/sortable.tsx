import { type Announcements, DndContext, KeyboardSensor, PointerSensor, closestCenter, useSensor, useSensors } from '@dnd-kit/core'
import { SortableContext, arrayMove, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { GripVertical } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './class-names'

type Words = { handle: (name: string) => string; instructions: string; moved: (name: string, position: number, total: number) => string; lifted: (name: string) => string; cancelled: string }
type Props<T> = {
  items: readonly T[]
  idOf: (item: T) => string
  nameOf: (item: T) => string
  words: Words
  onReorder: (items: T[]) => void
  render: (item: T, index: number) => ReactNode
  isFixed?: boolean
  className?: string
  rowClassName?: string
}

/** A list put in order by dragging its handles, or with Space and the arrow keys on one. */
export function Sortable<T>({ items, idOf, nameOf, words, onReorder, render, isFixed, className, rowClassName }: Props<T>) {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }))
  const at = (id: string | number | undefined) => items.findIndex((item) => idOf(item) === id)
  const name = (id: string | number) => {
    const item = items[at(id)]
    return item ? nameOf(item) : ''
  }
  const announcements: Announcements = {
    onDragStart: ({ active }) => words.lifted(name(active.id)),
    onDragOver: ({ active, over }) => (over ? words.moved(name(active.id), at(over.id) + 1, items.length) : undefined),
    onDragEnd: ({ active, over }) => (over ? words.moved(name(active.id), at(over.id) + 1, items.length) : words.cancelled),
    onDragCancel: () => words.cancelled,
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{ announcements, screenReaderInstructions: { draggable: words.instructions } }}
      onDragEnd={({ active, over }) => {
        if (over && active.id !== over.id) onReorder(arrayMove([...items], at(active.id), at(over.id)))
      }}
    >
      <SortableContext items={items.map(idOf)} strategy={verticalListSortingStrategy}>
        <ul className={className}>
          {items.map((item, index) => (
            <Row key={idOf(item)} id={idOf(item)} handleLabel={words.handle(nameOf(item))} isFixed={isFixed ?? false} className={rowClassName}>
              {render(item, index)}
            </Row>
          ))}
        </ul>
      </SortableContext>
    </DndContext>
  )
}

function Row({ id, handleLabel, isFixed, className, children }: { id: string; handleLabel: string; isFixed: boolean; className?: string; children: ReactNode }) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id, disabled: isFixed })
  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn('flex items-start gap-1.5 bg-surface', isDragging && 'relative z-10 rounded-lg shadow-pop', className)}
    >
      {!isFixed && (
        <button
          ref={setActivatorNodeRef}
          type="button"
          {...attributes}
          {...listeners}
          aria-label={handleLabel}
          className="mt-1 shrink-0 cursor-grab touch-none rounded p-1 text-ink-3 hover:bg-hover active:cursor-grabbing touch:p-2"
        >
          <GripVertical aria-hidden className="size-4" />
        </button>
      )}
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  )
}
