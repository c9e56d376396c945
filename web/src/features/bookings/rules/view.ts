/** What the agenda shows, as its address says it. */

/** `day` is today and `view` the day unless said. `resource`: whose week, or whose list on a phone. `appointment` is open beside it. */
export type View = {
  day?: string
  view?: 'week'
  kind?: 'rooms'
  resource?: string
  store?: string
  cancelled?: true
  appointment?: string
}

const day = (value: unknown): string | undefined => (typeof value === 'string' && /^20\d\d-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)
const uuid = (value: unknown): string | undefined => (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined)

/** The view an address asks for; what cannot be meant is left out. */
export function viewOf(raw: Record<string, unknown>): View {
  const view: View = {
    day: day(raw.day),
    view: raw.view === 'week' ? 'week' : undefined,
    kind: raw.kind === 'rooms' ? 'rooms' : undefined,
    resource: uuid(raw.resource),
    store: uuid(raw.store),
    cancelled: raw.cancelled === true ? true : undefined,
    appointment: uuid(raw.appointment),
  }
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined))
}
