/** The columns of the agenda: who or what each is of, its day, and what stands in it. */
import type { AgendaHours, Appointment, BookingResource, OutsideBusy } from '@/client/types'
import { type Axis, clockAxis, passingAxis } from '../rules/clock'
import { type Placed, sideBySide, withinDay } from '../rules/layout'
import { type Span, clipped, joined, without } from '../rules/working'

export type Lane = {
  key: string
  axis: Axis
  /** None: what nobody in particular does, or everybody's day. */
  resource: BookingResource | null
  placed: Placed<Appointment>[]
  /** When it works, and when not, in minutes of the axis. */
  working: Span[]
  shut: { span: Span; reason: string | null }[]
  /** What events in calendars outside take. */
  busy: Placed<Busy>[]
}

/** A stretch that somebody's calendar outside takes, by its instants. */
export type Busy = { since: number; until: number; resource: BookingResource }

/** `hours` is missing while it is read: nothing is shaded then. */
type Given = { resources: readonly BookingResource[]; appointments: readonly Appointment[]; busy: readonly OutsideBusy[]; hours: AgendaHours | undefined; timeZone: string }

const least = 15 // minutes: what is shorter can still be pressed

/** `whose`: whose hours are shaded, where none of them works, and whose calendars outside are drawn. */
function laneOf(key: string, axis: Axis, whose: BookingResource | readonly BookingResource[], mine: readonly Appointment[], given: Given): Lane {
  const resource = 'id' in whose ? whose : null
  const everybody = 'id' in whose ? [whose] : whose
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
  const known = (given.hours?.items ?? []).filter((one) => everybody.some(({ id }) => id === one.resource_id))
  const working = joined(clipped(known.flatMap(({ spans }) => spans.map(instants)), day))
  // what is closed elsewhere while they work here is no matter of this column
  const named = known.length > 0 ? closedOf(given.hours, resource).flatMap((one) => without(clipped([instants(one)], day), working).map((span) => ({ span, reason: one.reason }))) : []
  const shut = known.length > 0 ? without([day], [...working, ...named.map(({ span }) => span)]).map((span) => ({ span, reason: null })) : []
  const drawn = [...shut, ...named].map(({ span, reason }) => ({ span: onAxis(span), reason }))
  const busy = everybody.flatMap((one) =>
    joined(clipped(given.busy.filter(({ resource_id }) => resource_id === one.id).map(instants), day)).map(([since, until]) => {
      const [from, to] = onAxis([since, until])
      return { item: { since, until, resource: one }, from, to }
    }),
  )
  const column = { key, axis, resource, working: working.map(onAxis), shut: drawn }
  // of one it lies under what they have; among others it stands beside it
  if (resource) return { ...column, placed: sideBySide(items, least), busy: busy.map((one) => ({ ...one, lane: 0, lanes: 1 })) }
  const all = sideBySide<Appointment | Busy>([...items, ...busy], least)
  return { ...column, placed: all.flatMap((one) => (isBusy(one.item) ? [] : [{ ...one, item: one.item }])), busy: all.flatMap((one) => (isBusy(one.item) ? [{ ...one, item: one.item }] : [])) }
}

export const isBusy = (one: Appointment | Busy): one is Busy => 'since' in one

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
  const rest = laneOf('none', axis, [], others, given)
  return rest.placed.length > 0 ? [...lanes, rest] : lanes
}

/** A column for each day, all of one resource. */
export function lanesOfWeek(days: readonly string[], resource: BookingResource, given: Given): Lane[] {
  const mine = given.appointments.filter((one) => one.resource_ids.includes(resource.id))
  return days.map((day) => laneOf(`${resource.id}:${day}`, clockAxis(day, given.timeZone), resource, mine, given))
}

/** A column for each day, of all of them: those of one stand side by side as they do in the list of resources, where they can. None where
 * nobody is there to have any. */
export function lanesOfAll(days: readonly string[], given: Given): Lane[] {
  const active = given.resources.filter((one) => one.is_active)
  if (active.length === 0 && given.appointments.length === 0) return []
  const rank = new Map(given.resources.map(({ id }, n) => [id, n]))
  const first = (one: Appointment) => Math.min(rank.size, ...one.resource_ids.flatMap((id) => rank.get(id) ?? []))
  const all = [...given.appointments].sort((a, b) => first(a) - first(b))
  return days.map((day) => laneOf(`all:${day}`, clockAxis(day, given.timeZone), active, all, given))
}
