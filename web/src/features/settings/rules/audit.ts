/** Filters of the audit log as they stand in the address, and as the server is asked. */
import type { Zone } from '@/lib/dates'

export const groups = ['access', 'team', 'keys', 'settings', 'people', 'records'] as const
export type Group = (typeof groups)[number]
export const otherActors = ['key', 'operator', 'system'] as const

/** `who` is a person's id or a kind of actor; `since` and `until` are days, both included. */
export type AuditView = { who?: string; what?: Group; since?: string; until?: string }

const day = /^\d{4}-\d{2}-\d{2}$/
const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What of an address is a filter. */
export function auditView(raw: Record<string, unknown>): AuditView {
  const who = typeof raw.who === 'string' && (id.test(raw.who) || otherActors.some((kind) => kind === raw.who)) ? raw.who : undefined
  const what = groups.find((group) => group === raw.what)
  const asDay = (value: unknown) => (typeof value === 'string' && day.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)
  const [since, until] = [asDay(raw.since), asDay(raw.until)]
  return { ...(who && { who }), ...(what && { what }), ...(since && { since }), ...(until && { until }) }
}

/** The filters as the server's query. */
export function auditQuery(view: AuditView, zone: Zone): Record<string, string> {
  return {
    ...(view.who && (id.test(view.who) ? { actor_id: view.who } : { actor_kind: view.who })),
    ...(view.what && { what: view.what }),
    ...(view.since && { since: startOfDay(view.since, 0, zone) }),
    ...(view.until && { until: startOfDay(view.until, 1, zone) }),
  }
}

/** The instant at which the day, or so many days later, begins in the business's time zone. */
export function startOfDay(of: string, later: number, { timeZone }: Zone): string {
  const wanted = Date.parse(`${of}T00:00:00Z`) + later * 86_400_000
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })
  let found = wanted
  // twice: the first step may land on the other side of a change of the clocks
  for (let step = 0; step < 2; step += 1) {
    const parts = Object.fromEntries(format.formatToParts(found).map((part) => [part.type, part.value]))
    const seen = Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}Z`)
    found += wanted - seen
  }
  return new Date(found).toISOString()
}

/** The catalogue's key of an action: `accounts.member_added` is `accounts_member_added`. */
export const actionKey = (action: string): string => action.replace('.', '_')
