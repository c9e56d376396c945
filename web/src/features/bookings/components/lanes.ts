/** The columns of the agenda: who or what each is of, its day, and what stands in it. */
import type { Appointment, BookingResource, Closure, Store } from '@/client/types'
import { type Axis, clockAxis, passingAxis } from '../rules/clock'
import { type Placed, sideBySide, withinDay } from '../rules/layout'
import { type Span, closuresOn, without, workingOn } from '../rules/working'

export type Lane = {
  key: string
  axis: Axis
  /** None: what nobody in particular does. */
  resource: BookingResource | null
  placed: Placed<Appointment>[]
  /** When it works, and when not, in minutes of the axis. */
  working: Span[]
  shut: { span: Span; reason: string | null }[]
}

type Given = { resources: readonly BookingResource[]; appointments: readonly Appointment[]; stores: readonly Store[]; closures: readonly Closure[]; timeZone: string; store: string | undefined }

const least = 15 // minutes: what is shorter can still be pressed

function laneOf(key: string, axis: Axis, resource: BookingResource | null, mine: readonly Appointment[], given: Given): Lane {
  const { stores, closures, timeZone, store } = given
  const items = mine.flatMap((item) => {
    const span = withinDay(Date.parse(item.starts_at), Date.parse(item.ends_at), axis)
    return span ? [{ item, ...span }] : []
  })
  const onAxis = ([from, to]: Span): Span => {
    const at = Math.max(0, axis.at(from))
    return [at, to >= axis.end ? axis.length : axis.at(to)]
  }
  const places = stores.filter((one) => !store || one.id === store)
  const working = resource ? workingOn({ resource, day: axis.day, places, closures, timeZone }).map(onAxis) : []
  const closed = resource ? closuresOn(closures, axis.day, resource.id, places.map(({ id }) => id), timeZone) : []
  const named = closed.map(({ span, closure }) => ({ span: onAxis(span), reason: closure.reason ?? '' }))
  const shut = resource ? without([[0, axis.length]], [...working, ...named.map(({ span }) => span)]).map((span) => ({ span, reason: null })) : []
  return { key, axis, resource, working, shut: [...shut, ...named], placed: sideBySide(items, least) }
}

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
