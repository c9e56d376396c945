/** Filters of the audit log as they stand in the address, and as the server is asked. */
import type { AuditEntry } from '@/client/types'
import type { Zone } from '@/lib/dates'

export const groups = ['access', 'team', 'keys', 'settings', 'people', 'records'] as const
export type Group = (typeof groups)[number]
export const tenantActors = ['key', 'operator', 'system'] as const
export const installActors = ['operator', 'stranger', 'system'] as const
const otherActors: readonly string[] = [...tenantActors, ...installActors]

/** `who` is a person's id or a kind of actor; `since` and `until` are days, both included. */
export type AuditView = { who?: string; what?: Group; since?: string; until?: string }

const day = /^\d{4}-\d{2}-\d{2}$/
const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What of an address is a filter. */
export function auditView(raw: Record<string, unknown>): AuditView {
  const who = typeof raw.who === 'string' && (id.test(raw.who) || otherActors.includes(raw.who)) ? raw.who : undefined
  const what = groups.find((group) => group === raw.what)
  const asDay = (value: unknown) => (typeof value === 'string' && day.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)
  const [since, until] = [asDay(raw.since), asDay(raw.until)]
  return { ...(who && { who }), ...(what && { what }), ...(since && { since }), ...(until && { until }) }
}

/** Who can be chosen: the team, and whoever else stands in these entries (the agency, support, people who left). */
export function peopleOf(team: readonly { user_id: string; name: string }[], entries: readonly AuditEntry[]): { id: string; name: string }[] {
  const names = new Map(team.map((one) => [one.user_id, one.name]))
  for (const { actor } of entries) if (actor.kind === 'user' && actor.id && actor.name && !names.has(actor.id)) names.set(actor.id, actor.name)
  return [...names].map(([id, name]) => ({ id, name }))
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

/** The catalogue's keys of an action, the more exact first: `accounts.second_factor_changed` by `totp_on` is
 * `accounts_second_factor_changed_totp_on`, or else `accounts_second_factor_changed`. */
export function actionKeys(action: string, detail: Record<string, unknown>): string[] {
  const key = action.replace('.', '_')
  const how = [detail.method, detail.which, detail.state, detail.kind].find((one) => typeof one === 'string')
  const exact = typeof detail.requires_second_factor === 'boolean' ? `second_factor_${detail.requires_second_factor ? 'on' : 'off'}` : how
  return exact === undefined ? [key] : [`${key}_${String(exact)}`, key]
}

/** What an entry's detail says to a reader, by name; the rest (ids, what is empty) is for those who look for it. */
export function readable(detail: Record<string, unknown>): { name: string; values: string[] }[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    if (!told.includes(name)) return []
    const values = [value].flat().filter((one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean')
    return values.length > 0 ? [{ name, values: values.map(String) }] : []
  })
}
const told: readonly string[] = ['label', 'role', 'permissions', 'scopes', 'fields', 'expires_at', 'changed', 'failed', 'reason', 'state', 'purpose', 'version']

/** A word of the wire as the catalogue has it: `inbox:read` is `inbox_read`. */
export const wordKey = (value: string): string => value.replaceAll(':', '_').replaceAll('+', '_')
