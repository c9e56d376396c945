/** What a person may do, room by room: as it is chosen on screen and as it is kept, `inbox` or `inbox:read`. */
import type { Permission } from '@/client/types'

export const levels = ['none', 'see', 'change'] as const
export type Level = (typeof levels)[number]

export const roomOf = (permission: Permission): string => permission.replace(/:read$/, '')
const kept = (room: string, level: Level): Permission[] => (level === 'change' ? [room] : level === 'see' ? [`${room}:read`] : [])

/** The rooms of the offered permissions, in their order. */
export const roomsIn = (offered: readonly Permission[]): string[] => [...new Set(offered.map(roomOf))]

/** The ways in which a room is offered: there is nothing to change in the audit log. */
export const levelsOf = (offered: readonly Permission[], room: string): Level[] => levels.filter((level) => level === 'none' || kept(room, level).some((one) => offered.includes(one)))

/** Where somebody stands in a room. Who holds more than is offered stands at the most that is. */
export const levelIn = (permissions: readonly Permission[], room: string, offered: readonly Permission[]): Level => {
  const held = permissions.includes(room) ? levels : permissions.includes(`${room}:read`) ? levels.slice(0, 2) : levels.slice(0, 1)
  return levelsOf(offered, room).findLast((level) => held.includes(level)) ?? 'none'
}

/** The same permissions with this level in the room; what is of other rooms stays, offered or not. */
export const withLevel = (permissions: readonly Permission[], room: string, level: Level): Permission[] => [...permissions.filter((one) => roomOf(one) !== room), ...kept(room, level)]

/** Usual jobs and what each may do. */
export const presets = {
  attendance: { inbox: 'change' },
  content: { knowledge: 'change', bot: 'change' },
  management: { inbox: 'change', knowledge: 'change', bot: 'change', staff: 'change', settings: 'change', audit: 'see' },
  viewing: { inbox: 'see', knowledge: 'see', bot: 'see', staff: 'see', settings: 'see', audit: 'see' },
} as const satisfies Record<string, Partial<Record<string, Level>>>
export type Preset = keyof typeof presets
export const presetNames = Object.keys(presets) as Preset[]

const levelOfPreset = (preset: Preset, room: string): Level => (presets[preset] as Record<string, Level>)[room] ?? 'none'

/** The permissions after a preset was chosen: every offered room as it says, and what is not offered stays. */
export const withPreset = (permissions: readonly Permission[], preset: Preset, offered: readonly Permission[]): Permission[] =>
  roomsIn(offered).reduce<Permission[]>((after, room) => withLevel(after, room, levelOfPreset(preset, room)), [...permissions])

/** Which preset these permissions are, `null` for none. */
export const presetOf = (permissions: readonly Permission[], offered: readonly Permission[]): Preset | null =>
  presetNames.find((preset) => roomsIn(offered).every((room) => levelIn(permissions, room, offered) === levelOfPreset(preset, room))) ?? null

/** Whether whoever may give `grantable` may give all of a preset. */
export const isGrantable = (preset: Preset, grantable: readonly Permission[]): boolean =>
  Object.entries(presets[preset]).every(([room, level]) => kept(room, level).every((one) => grantable.includes(one) || grantable.includes(room)))

/** Whether two lists say the same. */
export const isSame = (one: readonly Permission[], other: readonly Permission[]): boolean => one.length === other.length && one.every((permission) => other.includes(permission))
