/** Asking the server over networks that lose things: what got no answer is asked again, which the server takes as one. */

export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly field: string | null = null,
    readonly params: Record<string, unknown> = {},
  ) {
    super(code)
  }
}

/** No answer came, however often it was asked. */
export class Unanswered extends Error {}

const waits = [800, 2500]
const patience = 20_000
const base = '/api/public/bookings'

export type Asking = { body?: unknown; onRetry?: () => void }

export async function ask<T>(path: string, { body, onRetry }: Asking = {}): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await once<T>(path, body)
    } catch (error) {
      const wait = waits[tried]
      if (!(error instanceof Unanswered) || wait === undefined) throw error
      onRetry?.()
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

async function once<T>(path: string, body: unknown): Promise<T> {
  const given: RequestInit = { credentials: 'omit', signal: AbortSignal.timeout(patience) }
  if (body !== undefined) Object.assign(given, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })
  let answer: Response
  let read: unknown
  try {
    answer = await fetch(base + path, given)
    read = await answer.json()
  } catch {
    throw new Unanswered()
  }
  if (answer.ok) return read as T
  if (answer.status >= 500) throw new Unanswered()
  const error = (read as { error?: { code?: string; field?: string | null; params?: Record<string, unknown> } }).error
  throw new Refused(error?.code ?? 'other', error?.field ?? null, error?.params ?? {})
}

/** A new id of our own; also where the browser keeps `randomUUID` for pages over TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
