/** The columns of the agenda: who or what each is of, its day, and what stands in it. */
import type { AgendaHours, Appointment, BookingResource, OutsideBusy } from '@/client/types'
import { type Axis, clockAxis, passingAxis } from '../rules/clock'
import { type Placed, sideBySide, withinDay } from '../rules/layout'
import { type Span, clipped, joined, without } from '../rules/working'

export type Lane = {
  key: string
  axis: Axis
  /** None: what nobody in particular does. */
  resource: BookingResource | null
  placed: Placed<Appointment>[]
  /** When it works, and when not, in minutes of the axis. */
  working: Span[]
  shut: { span: Span; reason: string | null }[]
  /** What events in calendars outside take, each with its instants. */
  busy: { span: Span; since: number; until: number }[]
}

/** `hours` is missing while it is read: nothing is shaded then. */
type Given = { resources: readonly BookingResource[]; appointments: readonly Appointment[]; busy: readonly OutsideBusy[]; hours: AgendaHours | undefined; timeZone: string }

const least = 15 // minutes: what is shorter can still be pressed

function laneOf(key: string, axis: Axis, resource: BookingResource | null, mine: readonly Appointment[], given: Given): Lane {
  const items = mine.flatMap((item) => {
    const span = withinDay(Date.parse(item.starts_at), Date.parse(item.ends_at), axis)
    return span ? [{ item, ...span }] : []
  })
  const onAxis = ([from, to]: Span): Span => {
    const at = Math.max(0, axis.at(from))
    return [at, to >= axis.end ? axis.length : axis.at(to)]
  }
  const day: Span = [axis.start, axis.end]
  const instants = (one: { since: string; until: string }): Span => [Date.parse(one.since), Date.parse(one.until)]
  const own = given.hours?.items.find((one) => one.resource_id === resource?.id)
  const working = clipped((own?.spans ?? []).map(instants), day)
  // what is closed elsewhere while they work here is no matter of this column
  const named = own ? closedOf(given.hours, resource).flatMap((one) => without(clipped([instants(one)], day), working).map((span) => ({ span, reason: one.reason }))) : []
  const shut = own ? without([day], [...working, ...named.map(({ span }) => span)]).map((span) => ({ span, reason: null })) : []
  const drawn = [...shut, ...named].map(({ span, reason }) => ({ span: onAxis(span), reason }))
  const busy = joined(clipped(given.busy.filter((one) => one.resource_id === resource?.id).map(instants), day)).map((span) => ({ span: onAxis(span), since: span[0], until: span[1] }))
  return { key, axis, resource, busy, working: working.map(onAxis), shut: drawn, placed: sideBySide(items, least) }
}

/** What is closed for this resource, or for everybody. */
export const closedOf = (hours: AgendaHours | undefined, resource: BookingResource | null) =>
  (hours?.closed ?? []).filter((one) => (!one.resource_id || one.resource_id === resource?.id) && (!one.store_id || !resource?.store_id || one.store_id === resource.store_id))

/** A column for each resource of the day, and one for what none of them does. */
export function lanesOfDay(day: string, given: Given): Lane[] {
  const axis = passingAxis(day, given.timeZone)
  const has = (one: Appointment, id: string) => one.resource_ids.includes(id)
  const lanes = given.resources
    .map((resource) => laneOf(resource.id, axis, resource, given.appointments.filter((one) => has(one, resource.id)), given))
    .filter((lane) => lane.resource?.is_active || lane.placed.length > 0)
  const others = given.appointments.filter((one) => !given.resources.some(({ id }) => has(one, id)))
  const rest = laneOf('none', axis, null, others, given)
  return rest.placed.length > 0 ? [...lanes, rest] : lanes
}

/** A column for each day, all of one resource. */
export function lanesOfWeek(days: readonly string[], resource: BookingResource, given: Given): Lane[] {
  const mine = given.appointments.filter((one) => one.resource_ids.includes(resource.id))
  return days.map((day) => laneOf(`${resource.id}:${day}`, clockAxis(day, given.timeZone), resource, mine, given))
}
