/** When a resource works, for shading only: whether a time can be had is the server's to say. */
import type { BookingResource, Closure, Store } from '@/client/types'
import { addDays, instantOf, weekdayOf } from './clock'

/** From and to; instants here, minutes of an axis where a column is drawn. */
export type Span = readonly [number, number]

type Period = { opens: string; closes: string }
type Hours = { weekly?: (Period & { weekday: number })[]; exceptions?: { on: string; periods?: Period[] }[] }
export type Place = Pick<Store, 'id' | 'is_active'> & { hours: Hours }
export type Working = Pick<BookingResource, 'id' | 'store_id' | 'plans'>

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

/** Sorted, and without touching or overlapping ones. */
export function joined(spans: readonly Span[]): Span[] {
  const found: [number, number][] = []
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else if (from < to) found.push([from, to])
  }
  return found
}

/** `spans` without what lies in `others`. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return others.reduce<Span[]>(
    (left, [from, to]) => left.flatMap(([a, b]): Span[] => (b <= from || a >= to ? [[a, b]] : ([[a, Math.min(b, from)], [Math.max(a, to), b]] as Span[]).filter(([x, y]) => x < y))),
    [...spans],
  )
}

const exceptionOn = (hours: Hours, day: string) => hours.exceptions?.find((one) => one.on === day)

/** What the hours say of one day; a period may reach into the next. */
function periodsOf(hours: Hours, day: string, timeZone: string): Span[] {
  const exception = exceptionOn(hours, day)
  const periods = exception ? (exception.periods ?? []) : (hours.weekly ?? []).filter((one) => one.weekday === weekdayOf(day))
  return periods.map(({ opens, closes }) => {
    const [from, to] = [minutesOf(opens), minutesOf(closes)]
    return [instantOf(day, from, timeZone), instantOf(day, to > from ? to : to + 1440, timeZone)] as const
  })
}

const wholeDay = (day: string, timeZone: string): Span => [instantOf(day, 0, timeZone), instantOf(addDays(day, 1), 0, timeZone)]

const clipped = (spans: readonly Span[], [start, end]: Span): Span[] => spans.map(([from, to]) => [Math.max(from, start), Math.min(to, end)] as const).filter(([from, to]) => from < to)

/** The closures that hold on the day for this resource at these places, as instants. */
export function closuresOn(closures: readonly Closure[], day: string, resourceId: string | null, placeIds: readonly (string | null)[], timeZone: string): { span: Span; closure: Closure }[] {
  return closures
    .filter((one) => one.first_on <= day && day <= one.last_on && (!one.resource_id || one.resource_id === resourceId) && (!one.store_id || placeIds.includes(one.store_id)))
    .map((closure) => ({
      closure,
      span: closure.since && closure.until ? [instantOf(day, minutesOf(closure.since), timeZone), instantOf(day, minutesOf(closure.until), timeZone)] : wholeDay(day, timeZone),
    }))
}

type Asked = { resource: Working; day: string; places: readonly Place[]; closures: readonly Closure[]; timeZone: string }

/** The instants of the day at which the resource works: by its plans, else as its store is open; less closures. Where a store says
 * something else of a date nobody works longer than it is open. Holidays are not known here. */
export function workingOn({ resource, day, places, closures, timeZone }: Asked): Span[] {
  const whole = wholeDay(day, timeZone)
  const days = [addDays(day, -1), day] // a period past midnight began on the day before
  const mine = places.filter((place) => place.is_active && (!resource.store_id || resource.store_id === place.id))
  const ofPlans = (placeId: string | null) =>
    days.flatMap((on) =>
      resource.plans
        .filter((plan) => (!plan.valid_from || plan.valid_from <= on) && (!plan.valid_until || on <= plan.valid_until) && (!plan.store_id || plan.store_id === placeId))
        .flatMap((plan) => periodsOf(plan.hours as Hours, on, timeZone)),
    )
  const spans = mine.flatMap((place) => {
    const open = joined(days.flatMap((on) => periodsOf(place.hours, on, timeZone)))
    let working = open
    if (resource.plans.length > 0) {
      working = joined(ofPlans(place.id))
      if (exceptionOn(place.hours, day)) working = without(working, without([whole], open))
    }
    return without(working, closuresOn(closures, day, resource.id, [place.id], timeZone).map(({ span }) => span))
  })
  return clipped(joined(spans), whole)
}
