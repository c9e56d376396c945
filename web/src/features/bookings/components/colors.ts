/** Whose an appointment is, by their colour: beside what its state looks like. */
import { createContext, use, useMemo } from 'react'
import type { Appointment, BookingResource } from '@/client/types'
import { visible } from '@/lib/colors'

const Colors = createContext<ReadonlyMap<string, string>>(new Map())
export const ColorsProvider = Colors

/** Of each professional. */
export const useColors = (resources: readonly BookingResource[] | undefined): ReadonlyMap<string, string> =>
  useMemo(() => new Map((resources ?? []).flatMap(({ id, kind, color }) => (kind === 'professional' && color ? [[id, visible(color)] as const] : []))), [resources])

/** The colour of who does it, as the right edge of what is drawn; nothing where it is nobody. */
export function useEdge({ resource_ids }: Pick<Appointment, 'resource_ids'>): { borderRightColor: string; borderRightWidth: number; borderRightStyle: 'solid' } | undefined {
  const colors = use(Colors)
  const color = resource_ids.map((id) => colors.get(id)).find(Boolean)
  return color ? { borderRightColor: color, borderRightWidth: 5, borderRightStyle: 'solid' } : undefined
}
