/** Stretches of a day. When somebody works is the server's to say; here it is cut to what a column shows. */

/** From and to; instants, or minutes of an axis where a column is drawn. */
export type Span = readonly [number, number]

/** `spans` without what lies in `others`. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return others.reduce<Span[]>(
    (left, [from, to]) => left.flatMap(([a, b]): Span[] => (b <= from || a >= to ? [[a, b]] : ([[a, Math.min(b, from)], [Math.max(a, to), b]] as Span[]).filter(([x, y]) => x < y))),
    [...spans],
  )
}

/** What of them lies between the two. */
export const clipped = (spans: readonly Span[], [start, end]: Span): Span[] => spans.map(([from, to]) => [Math.max(from, start), Math.min(to, end)] as const).filter(([from, to]) => from < to)
