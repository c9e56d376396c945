/** Whose each appointment is, where a column or a list is everybody's. */
import { useMemo } from 'react'
import type { Appointment, BookingResource } from '@/client/types'
import { shortNames } from '../rules/whose'

/** In a word or two, and in full; null where it is nobody's in particular. */
export type Whose = (one: Pick<Appointment, 'resource_ids'>) => { short: string; name: string } | null

export function useWhose(resources: readonly BookingResource[]): Whose {
  return useMemo(() => {
    const short = shortNames(resources.map(({ name }) => name))
    return ({ resource_ids }) => {
      const theirs = resources.flatMap(({ id, name }, n) => (resource_ids.includes(id) ? [{ short: short[n] ?? name, name }] : []))
      return theirs.length > 0 ? { short: theirs.map((one) => one.short).join(' '), name: theirs.map(({ name }) => name).join(', ') } : null
    }
  }, [resources])
}
