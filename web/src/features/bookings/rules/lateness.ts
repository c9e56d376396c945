import type { AppointmentChange } from '@/client/types'

type Entry = Pick<AppointmentChange, 'from_state' | 'to_state' | 'to_starts_at' | 'to_ends_at' | 'resources' | 'reason'>

const isSame = (one: Entry, before: Entry | undefined) =>
  before !== undefined && one.from_state === one.to_state && before.to_starts_at === one.to_starts_at && before.to_ends_at === one.to_ends_at && whom(before) === whom(one)

const whom = ({ resources }: Entry) => resources.map(({ id }) => id).join()

/**
 * By how many minutes the customer said to come late (0: not said); null for any other entry. Where something changed, the same word is
 * the reason that somebody typed.
 */
export function lateness(one: Entry, before: Entry | undefined): number | null {
  const found = /^late(?::(\d+))?$/.exec(one.reason)
  return found && isSame(one, before) ? Number(found[1] ?? 0) : null
}

/**
 * Another local time was agreed, because the clock of the place was changed: the one before, and the clock by which it is now; null for any
 * other entry, as above.
 */
export function clockKept(one: Entry, before: Entry | undefined): { before: string; timeZone: string } | null {
  const [, said, timeZone] = /^clock_kept:(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}):(\w[\w/+-]*)$/.exec(one.reason) ?? []
  return said && timeZone && isSame(one, before) ? { before: said, timeZone } : null
}
