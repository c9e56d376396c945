import type { AppointmentChange } from '@/client/types'

type Entry = Pick<AppointmentChange, 'from_state' | 'to_state' | 'to_starts_at' | 'to_ends_at' | 'resources' | 'reason'>

const whom = ({ resources }: Entry) => resources.map(({ id }) => id).join()

/**
 * By how many minutes the customer said to come late (0: not said); null for any other entry. Where something changed, the same word is
 * the reason that somebody typed.
 */
export function lateness(one: Entry, before: Entry | undefined): number | null {
  const found = /^late(?::(\d+))?$/.exec(one.reason)
  const isSame = before && one.from_state === one.to_state && before.to_starts_at === one.to_starts_at && before.to_ends_at === one.to_ends_at && whom(before) === whom(one)
  return found && isSame ? Number(found[1] ?? 0) : null
}
