/** What the agenda shows, as its address says it. */
import { type State, states } from './states'

/** `day` is today and `view` the day unless said. `resource`: whose; everybody's unless said, and on a phone one's own where the reader is a
 * professional. `appointment` is open beside it. */
export type View = {
  day?: string
  view?: 'week' | 'month'
  kind?: 'rooms'
  resource?: string
  store?: string
  service?: string
  state?: State
  cancelled?: true
  appointment?: string
  /** Which list is open: who waits, or what is to be looked at. */
  list?: 'waits' | 'issues'
}

const day = (value: unknown): string | undefined => (typeof value === 'string' && /^20\d\d-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)
const uuid = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined)

/** The view an address asks for; what cannot be meant is left out. */
export function viewOf(raw: Record<string, unknown>): View {
  const view: View = {
    day: day(raw.day),
    view: raw.view === 'week' || raw.view === 'month' ? raw.view : undefined,
    kind: raw.kind === 'rooms' ? 'rooms' : undefined,
    resource: raw.resource === 'all' ? 'all' : uuid(raw.resource),
    store: uuid(raw.store),
    service: uuid(raw.service),
    state: states.find((one) => one === raw.state),
    cancelled: raw.cancelled === true ? true : undefined,
    appointment: uuid(raw.appointment),
    list: raw.list === 'waits' || raw.list === 'issues' ? raw.list : undefined,
  }
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined))
}
