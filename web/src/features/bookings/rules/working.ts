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

/** The same stretches, those that overlap or touch as one. */
export const joined = (spans: readonly Span[]): Span[] =>
  [...spans]
    .sort(([a], [b]) => a - b)
    .reduce<Span[]>((all, [from, to]) => {
      const last = all.at(-1)
      return last && from <= last[1] ? [...all.slice(0, -1), [last[0], Math.max(last[1], to)]] : [...all, [from, to]]
    }, [])
