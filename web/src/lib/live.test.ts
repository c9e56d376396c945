import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Fact, backoff, openLive } from './live'
import { type SseEvent, sseParser } from './sse'

describe('sseParser', () => {
  const read = (...pieces: string[]) => {
    const events: SseEvent[] = []
    const parse = sseParser((event) => events.push(event))
    pieces.forEach(parse)
    return events
  }
  const expected = [{ event: 'fact', data: '{"a":1}', id: '7' }]
  it('reads an event in one piece', () => expect(read('id: 7\nevent: fact\ndata: {"a":1}\n\n')).toEqual(expected))
  it('reads it torn anywhere, with any line ends', () => {
    const text = 'id: 7\r\nevent: fact\r\ndata: {"a":1}\r\n\r\n'
    for (let cut = 1; cut < text.length; cut += 1) expect(read(text.slice(0, cut), text.slice(cut))).toEqual(expected)
  })
  it('joins data lines and skips comments', () => expect(read(': ping\n\ndata: a\ndata: b\n\n')).toEqual([{ event: 'message', data: 'a\nb', id: null }]))
})

describe('backoff', () => {
  it('doubles up to 15 s, with spread', () => {
    expect(backoff(0, () => 0.5)).toBe(500)
    expect(backoff(3, () => 0.5)).toBe(4000)
    expect(backoff(99, () => 0.5)).toBe(15_000)
    expect(backoff(0, () => 0)).toBeLessThan(backoff(0, () => 1))
  })
})

describe('openLive', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const stream = (text: string) => new Response(text, { status: 200 })
  const fact = (id: string) => `id: ${id}\nevent: fact\ndata: ${JSON.stringify({ id, name: 'inbox.message_received', subject_id: 'c', payload: {} })}\n\n`

  it('reads everything first, then resumes after the last fact without a second reset', async () => {
    const sent: (string | undefined)[] = []
    const answers = [() => stream(fact('1') + fact('2')), () => new Response('', { status: 503 }), () => stream(fact('3'))]
    vi.stubGlobal('fetch', (_url: string, options: { headers: Record<string, string> }) => {
      sent.push(options.headers['Last-Event-ID'])
      return answers[sent.length - 1] ? Promise.resolve(answers[sent.length - 1]?.()) : new Promise(() => undefined)
    })
    const facts: Fact[] = []
    const states: string[] = []
    let resets = 0
    const close = openLive({ url: '/live', onFact: (entry) => facts.push(entry), onReset: () => (resets += 1), onState: (state) => states.push(state), onRefused: () => undefined })
    await vi.waitFor(() => expect(sent).toHaveLength(4), { interval: 400, timeout: 10_000 })
    close()
    expect(sent).toEqual([undefined, '2', '2', '3'])
    expect(facts.map((entry) => entry.id)).toEqual(['1', '2', '3'])
    expect(resets).toBe(1)
    expect(states).toContain('reconnecting')
  })

  it('waits as long as it is asked to when too many windows are open, says so, and then is live', async () => {
    const refusal = () => new Response(JSON.stringify({ error: { code: 'too_many_streams' } }), { status: 429, headers: { 'Retry-After': '30' } })
    const asked: number[] = []
    vi.stubGlobal('fetch', () => {
      asked.push(Date.now())
      return asked.length === 1 ? Promise.resolve(refusal()) : new Promise(() => undefined)
    })
    const states: string[] = []
    const close = openLive({ url: '/live', onFact: () => undefined, onReset: () => undefined, onState: (state) => states.push(state), onRefused: () => undefined })
    await vi.advanceTimersByTimeAsync(29_900)
    expect(asked).toHaveLength(1)
    expect(states).toEqual(['connecting', 'crowded'])
    await vi.advanceTimersByTimeAsync(9_200)
    expect(asked).toHaveLength(2)
    close()
  })

  it('gives up when the session is over', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 401 })))
    const refused = vi.fn()
    openLive({ url: '/live', onFact: () => undefined, onReset: () => undefined, onState: () => undefined, onRefused: refused })
    await vi.waitFor(() => expect(refused).toHaveBeenCalledWith(401))
  })
})
