/** The timeline as plain values. The server's order is the order: provider time, then its own tiebreak. */
import type { Message, TimelineEvent, TimelineItem, TimelinePage } from '@/client/types'

export type Timeline = { items: TimelineItem[]; prev_cursor: string | null }

const keyOf = (item: TimelineItem) => `${item.type}:${item.id}`

/** What is known with the newest page laid over its end; `null` when the page does not reach back to what is known (a gap). */
export function layNewest(known: Timeline, newest: TimelinePage): Timeline | null {
  if (known.items.length === 0 || newest.prev_cursor === null) return { items: newest.items, prev_cursor: newest.prev_cursor }
  const first = newest.items[0]
  if (!first) return known
  const joint = known.items.findIndex((item) => keyOf(item) === keyOf(first))
  if (joint < 0) return null
  return { items: [...known.items.slice(0, joint), ...newest.items], prev_cursor: known.prev_cursor }
}

/** An older page put before what is known. */
export function putBefore(known: Timeline, older: TimelinePage): Timeline {
  const seen = new Set(known.items.map(keyOf))
  return { items: [...older.items.filter((item) => !seen.has(keyOf(item))), ...known.items], prev_cursor: older.prev_cursor }
}

/** A message that was just sent or changed: in its old place, else after everything not younger. */
export function upsert(known: Timeline, message: TimelineItem): Timeline {
  const index = known.items.findIndex((item) => keyOf(item) === keyOf(message))
  if (index >= 0) return { ...known, items: known.items.with(index, message) }
  let end = known.items.length
  while (end > 0 && (known.items[end - 1]?.at ?? '') > message.at) end -= 1
  return { ...known, items: known.items.toSpliced(end, 0, message) }
}

export type Row =
  | { type: 'unread'; key: string }
  | { type: 'item'; key: string; item: TimelineItem; isFirst: boolean; isLast: boolean }

export type Day = { key: string; at: string; rows: Row[] }

const runBreak = 5 * 60_000

const sameRun = (a: TimelineItem | undefined, b: TimelineItem | undefined): boolean =>
  a?.type === 'message' &&
  b?.type === 'message' &&
  a.author.kind === b.author.kind &&
  a.author.user?.id === b.author.user?.id &&
  Math.abs(Date.parse(b.at) - Date.parse(a.at)) < runBreak

const isEvent = (item: TimelineItem | undefined, name: string): item is TimelineEvent => item?.type === 'event' && item.name === `inbox.${name}`

/** What is worth a line: what another event beside it says already is left out (closing gives the conversation back to the bot,
 * a hand-off asks for somebody). */
const worthTelling = (item: TimelineItem, index: number, items: TimelineItem[]): boolean => {
  if (isEvent(item, 'ownership_changed')) return item.payload.reason !== 'closed'
  if (isEvent(item, 'handoff_requested')) return ![items[index - 1], items[index + 1]].some((beside) => isEvent(beside, 'ownership_changed'))
  return true
}

/** The days to draw: one mark before the first unread message, and runs of one author joined. */
export function rows(all: TimelineItem[], dayOf: (at: string) => string, firstUnreadId: string | null): Day[] {
  const items = all.filter(worthTelling)
  const result: Day[] = []
  let shown: Row[] = []
  let day = ''
  items.forEach((item, index) => {
    const itemDay = dayOf(item.at)
    const isNewDay = itemDay !== day
    if (isNewDay) {
      shown = []
      result.push({ key: `day:${itemDay}:${result.length}`, at: item.at, rows: shown })
      day = itemDay
    }
    const isUnreadMark = item.id === firstUnreadId
    if (isUnreadMark) shown.push({ type: 'unread', key: 'unread' })
    const next = items[index + 1]
    const isSameDayNext = next !== undefined && dayOf(next.at) === itemDay
    shown.push({
      type: 'item',
      key: keyOf(item),
      item,
      isFirst: isNewDay || isUnreadMark || !sameRun(items[index - 1], item),
      isLast: !isSameDayNext || next.id === firstUnreadId || !sameRun(item, next),
    })
  })
  return result
}

/** The first of the last `unread` messages of the customer; null when none is unread. */
export function firstUnread(items: TimelineItem[], unread: number): string | null {
  if (unread <= 0) return null
  let left = unread
  let first: string | null = null
  for (let index = items.length - 1; index >= 0 && left > 0; index -= 1) {
    const item = items[index]
    if (item?.type === 'message' && item.direction === 'in') {
      first = item.id
      left -= 1
    }
  }
  return first
}

export const isMessage = (item: TimelineItem): item is Message => item.type === 'message'
