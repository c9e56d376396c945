/** What a new key may do and how long, as chosen on screen and as the server takes it. */
export const ways = ['none', 'read', 'write'] as const
export type Way = (typeof ways)[number]
export const lasting = ['30', '90', '365', 'never'] as const
export type Lasting = (typeof lasting)[number]

/** The rooms in the offered scopes, in their order: `inbox:read` names `inbox`. */
export const roomsOf = (scopes: readonly string[]): string[] => [...new Set(scopes.map((scope) => scope.split(':')[0] ?? ''))]

/** Whoever may change may read. */
export const scopesOf = (chosen: Record<string, Way>): string[] =>
  Object.entries(chosen).flatMap(([room, way]) => (way === 'write' ? [`${room}:read`, `${room}:write`] : way === 'read' ? [`${room}:read`] : []))

export const wayOf = (scopes: readonly string[], room: string): Way => (scopes.includes(`${room}:write`) ? 'write' : scopes.includes(`${room}:read`) ? 'read' : 'none')

/** When the key ends, `null` for never. */
export const endOf = (lasts: Lasting, now: number): string | null => (lasts === 'never' ? null : new Date(now + Number(lasts) * 86_400_000).toISOString())
