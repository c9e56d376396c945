/** Days on which nothing can be booked, as a month shows them. */
import { addDays, instantOf } from './clock'
import { clipped, joined, type Span } from './working'

type Stretch = { since: string; until: string }
type Hours = { items: readonly { resource_id: string; spans: readonly Stretch[] }[] }

const instants = ({ since, until }: Stretch): Span => [Date.parse(since), Date.parse(until)]

/** Of each day on which none of these resources works, why, where somebody said so. Of those whose hours are not known nothing is said. */
export function shutDays(days: readonly string[], resources: readonly string[], hours: Hours, closed: readonly (Stretch & { reason: string })[], timeZone: string): ReadonlyMap<string, string> {
  const known = hours.items.filter(({ resource_id }) => resources.includes(resource_id))
  if (known.length === 0) return new Map()
  const working = joined(known.flatMap(({ spans }) => spans.map(instants)))
  return new Map(
    days.flatMap((day) => {
      const whole: Span = [instantOf(day, 0, timeZone), instantOf(addDays(day, 1), 0, timeZone)]
      if (clipped(working, whole).length > 0) return []
      return [[day, closed.find((one) => one.reason && clipped([instants(one)], whole).length > 0)?.reason ?? ''] as const]
    }),
  )
}
