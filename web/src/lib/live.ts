/** The live connection: server-sent events over fetch, so that a resume carries `Last-Event-ID` even after an error answer. */
import { sseParser } from './sse'

export type Fact = { id: string; name: string; subject_id: string | null; payload: Record<string, unknown> }
/** `crowded`: this window is told nothing, because its person, or this sign-in, has as many open as one may. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'crowded'

type Options = {
  url: string
  onFact: (fact: Fact) => void
  /** The server cannot say what was missed, or this is the first connection: read everything again. */
  onReset: () => void
  onState: (state: LiveState) => void
  /** The session ended; no further attempt is made. */
  onRefused: (status: number) => void
}

const silenceLimit = 50_000

/** Milliseconds before attempt `n` (from 0): doubling from half a second to 15 s, with up to 30 % spread. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return Math.min(15_000, 500 * 2 ** Math.min(attempt, 10)) * (0.85 + random() * 0.3)
}

/** Milliseconds that a refusal asks us to wait, with up to 30 % more, so that windows do not come back together; 0 when it asks for none. */
const askedToWait = (response: Response): number => (Number(response.headers.get('Retry-After')) || 0) * 1000 * (1 + Math.random() * 0.3)

const isCrowded = async (response: Response): Promise<boolean> => {
  if (response.status !== 429) return false
  const answer = (await response.json().catch(() => null)) as { error?: { code?: string } } | null
  return answer?.error?.code === 'too_many_streams'
}

/** Connects and stays connected until the returned function is called. */
export function openLive({ url, onFact, onReset, onState, onRefused }: Options): () => void {
  let lastEventId: string | null = null
  let attempt = 0
  let generation = 0
  let isClosed = false
  let controller: AbortController | null = null
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined

  const newParser = () =>
    sseParser(({ event, data, id }) => {
      if (event === 'fact') onFact(JSON.parse(data) as Fact)
      else if (event === 'reset') onReset()
      if (id) lastEventId = id // only now: what broke while being handled is asked for again
    })

  const heard = () => {
    clearTimeout(silenceTimer)
    silenceTimer = setTimeout(() => controller?.abort(), silenceLimit)
  }

  const connect = async () => {
    clearTimeout(retryTimer)
    const mine = ++generation
    controller = new AbortController()
    const isFirst = lastEventId === null
    let wait = 0
    let next: LiveState = 'reconnecting'
    try {
      const response = await fetch(url, {
        headers: { Accept: 'text/event-stream', ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: controller.signal,
      })
      if (mine !== generation) return
      if (response.status === 401 || response.status === 403 || response.status === 404) {
        isClosed = true
        onRefused(response.status)
        return
      }
      wait = askedToWait(response)
      if (await isCrowded(response)) next = 'crowded'
      if (!response.ok || !response.body) throw new Error(`live ${response.status}`)
      attempt = 0
      onState('live')
      if (isFirst) onReset()
      heard()
      const parse = newParser()
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        heard()
        parse(value)
      }
    } catch {
      // whatever broke the stream, the answer is the same: try again from the last event
    }
    if (isClosed || mine !== generation) return
    clearTimeout(silenceTimer)
    onState(navigator.onLine ? next : 'offline')
    retryTimer = setTimeout(() => void connect(), Math.max(wait, backoff(attempt++)))
  }

  const wake = () => {
    if (isClosed || document.visibilityState === 'hidden' || !navigator.onLine) return
    if (attempt > 0) {
      attempt = 0
      controller?.abort()
      void connect()
    }
  }
  const sleep = () => {
    onState('offline')
    controller?.abort()
  }

  onState('connecting')
  void connect()
  window.addEventListener('online', wake)
  window.addEventListener('offline', sleep)
  document.addEventListener('visibilitychange', wake)
  return () => {
    isClosed = true
    clearTimeout(retryTimer)
    clearTimeout(silenceTimer)
    controller?.abort()
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', sleep)
    document.removeEventListener('visibilitychange', wake)
  }
}
