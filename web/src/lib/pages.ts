/** Lists that are read page by page, where all of them is shown. */
import { request } from './http'

type Page<T> = { items: T[]; next_cursor: string | null }

/** The whole list, or its first `most` pages: more than that nobody reads on a screen. */
export async function everyPage<T>(pathOf: (cursor: string | null) => string, signal: AbortSignal, most = 20): Promise<T[]> {
  const found: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < most; page++) {
    const read: Page<T> = await request<Page<T>>(pathOf(cursor), { signal })
    found.push(...read.items)
    cursor = read.next_cursor
    if (!cursor) break
  }
  return found
}
