import { afterEach, expect, it, vi } from 'vitest'
import { everyPage } from './pages'

afterEach(() => vi.unstubAllGlobals())

const list = (count: number) => {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const at = Number(path.split('=')[1] ?? 0)
    return Promise.resolve(new Response(JSON.stringify({ items: [at], next_cursor: at + 1 < count ? String(at + 1) : null })))
  })
  return asked
}
const path = (cursor: string | null) => (cursor ? `/api/list?cursor=${cursor}` : '/api/list')
const read = (most?: number) => everyPage<number>(path, new AbortController().signal, most)

it('reads on until there is no more', async () => {
  const asked = list(3)
  expect(await read()).toEqual([0, 1, 2])
  expect(asked).toEqual(['/api/list', '/api/list?cursor=1', '/api/list?cursor=2'])
})

it('reads no more pages than anybody looks at', async () => {
  list(1_000_000)
  expect(await read(4)).toHaveLength(4)
})
