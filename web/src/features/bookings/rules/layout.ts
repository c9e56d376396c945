/** Where appointments stand in a column, and how much of the day it shows. */
import type { Axis } from './clock'
import type { Span } from './working'

/** `lane` of `lanes`, counted from 0: those that overlap stand side by side. */
export type Placed<T> = { item: T; from: number; to: number; lane: number; lanes: number }

/** Side by side whatever overlaps; alone at full width whatever does not. What is shorter than `least` takes that much. */
export function sideBySide<T>(items: readonly { item: T; from: number; to: number }[], least = 0): Placed<T>[] {
  const sorted = items.map((one) => ({ ...one, to: Math.max(one.to, one.from + least) })).sort((a, b) => a.from - b.from || b.to - a.to)
  const placed: Placed<T>[] = []
  let group: Placed<T>[] = []
  let ends: number[] = [] // of each lane
  const close = () => {
    for (const one of group) one.lanes = ends.length
    placed.push(...group)
    group = []
    ends = []
  }
  for (const one of sorted) {
    if (group.length > 0 && one.from >= Math.max(...ends)) close()
    const free = ends.findIndex((end) => end <= one.from)
    const lane = free < 0 ? ends.length : free
    ends[lane] = one.to
    group.push({ ...one, lane, lanes: 1 })
  }
  close()
  return placed
}

/** What has no lane of its own: how many, and from when to when there is one of them. */
export type More = { from: number; to: number; count: number }

/** Those that have a lane where there are `fit` of them; what overlaps in more lanes leaves the last one for the others, which are counted. */
export function fitting<T>(placed: readonly Placed<T>[], fit: number): { shown: Placed<T>[]; more: More[] } {
  const shown = placed.flatMap((one) => (one.lanes <= fit ? [one] : one.lane < fit - 1 ? [{ ...one, lanes: fit }] : []))
  const others = placed.filter((one) => one.lanes > fit && one.lane >= fit - 1).sort((a, b) => a.from - b.from)
  const more: More[] = []
  for (const { from, to } of others) {
    const last = more.at(-1)
    if (last && from < last.to) more[more.length - 1] = { from: last.from, to: Math.max(last.to, to), count: last.count + 1 }
    else more.push({ from, to, count: 1 })
  }
  return { shown, more }
}

/** Pixels: a lane that still says when and whose, what a column has beside its lanes, and a column that its day can stand over. */
const LANE = 46
const BESIDE = 8
const COLUMN = 104
/** So many lanes are worth it that not all days are seen at once. */
const WIDE = 5

/** How wide columns are that need so many lanes each, and how many they have room for: together they take `width` pixels, or more where that is too little. */
export function columnsIn(needs: readonly number[], width: number): { least: number; fit: number }[] {
  const least = needs.map((need) => Math.max(COLUMN, Math.min(need, WIDE) * LANE + BESIDE))
  const grows = Math.max(1, width / least.reduce((sum, one) => sum + one, 0))
  return least.map((one) => ({ least: one, fit: Math.floor((one * grows - BESIDE) / LANE) }))
}

/** The part of an appointment that lies in the day, in minutes of the axis; null when none does. A block is as high as it lasts. */
export function withinDay(startsAt: number, endsAt: number, axis: Axis): { from: number; to: number } | null {
  const [start, end] = [Math.max(startsAt, axis.start), Math.min(endsAt, axis.end)]
  if (start >= end) return null
  const from = axis.at(start)
  return { from, to: Math.min(from + (end - start) / 60_000, axis.length) }
}

const USUAL: Span = [8 * 60, 18 * 60]

const LEAST = 10 * 60

/** Whole hours that hold all spans with an hour around them, ten at least, within `[0, length]`; a usual working day where there are none. */
export function shownRange(spans: readonly Span[], length: number): Span {
  const [first, last] = spans.length > 0 ? [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))] : USUAL
  const from = Math.max(0, Math.min(Math.floor(first / 60) * 60 - 60, length - LEAST))
  return [from, Math.min(length, Math.max(Math.ceil(last / 60) * 60 + 60, from + LEAST))]
}

/** The nearest end on a grid of five minutes, so that it lasts five at least and ends in the day. */
export const snappedEnd = (minute: number, from: number, length: number): number => Math.min(Math.max(from + 5, Math.round(minute / 5) * 5), length)

/** The nearest start on the grid of `step` minutes, within the day. */
export function snapped(minute: number, step: number, length: number): number {
  return Math.min(Math.max(0, Math.round(minute / step) * step), Math.floor((length - 1) / step) * step)
}
