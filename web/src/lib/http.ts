/** One way to the server: JSON, cookies of this origin, the CSRF token on changes, and every failure as an `ApiError`. */

export type ErrorParams = Record<string, string | number | null>

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** Stable word to translate by: the server's code, or `network`, `timeout`, `unreadable`. */
    readonly code: string,
    readonly field: string | null = null,
    readonly params: ErrorParams = {},
  ) {
    super(code)
  }

  /** True when the same request may be tried again without changing it. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

let csrfToken: string | null = null
let onSignedOut: () => void = () => undefined

export const setCsrfToken = (token: string | null): void => void (csrfToken = token)
export const whenSignedOut = (listener: () => void): void => void (onSignedOut = listener)
export const csrfHeader = (): Record<string, string> => (csrfToken ? { 'X-CSRF-Token': csrfToken } : {})

type Options = { method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; body?: unknown; signal?: AbortSignal }

/** The parsed answer, `undefined` for an empty one. A stale CSRF token is renewed and the request made once more. Throws `ApiError`; an abort by the caller's signal is thrown as it is. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  try {
    return await call<T>(path, options)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'csrf_mismatch') throw error
    setCsrfToken((await call<{ csrf_token: string }>('/api/me', {})).csrf_token)
    return call<T>(path, options)
  }
}

async function call<T>(path: string, { method = 'GET', body, signal }: Options): Promise<T> {
  const isForm = body instanceof FormData
  let response: Response
  try {
    response = await fetch(path, {
      method,
      signal,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(method === 'GET' ? {} : csrfHeader()),
        ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(0, 'network')
  }
  if (!response.ok) throw await asApiError(response, path)
  const text = await response.text()
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch {
    throw new ApiError(response.status, 'unreadable')
  }
}

async function asApiError(response: Response, path: string): Promise<ApiError> {
  let error: { code?: string; field?: string | null; params?: ErrorParams } | undefined
  try {
    error = ((await response.json()) as { error?: typeof error }).error
  } catch {
    // a proxy's page instead of our answer: the status says enough
  }
  const code = error?.code ?? ({ 401: 'signed_out', 403: 'forbidden', 404: 'not_found', 413: 'too_large', 429: 'too_many_attempts' }[response.status] ?? 'server')
  // asking who one is, or signing in, ends no session
  if (response.status === 401 && path !== '/api/me' && code !== 'wrong_credentials') onSignedOut()
  return new ApiError(response.status, code, error?.field ?? null, error?.params ?? {})
}

/** `/api/t/{tenant}/...` with its query; empty values are left out. */
export function tenantPath(tenantId: string, path: string, query: Record<string, string | number | true | null | undefined> = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  const text = search.toString()
  return `/api/t/${tenantId}/${path}${text ? `?${text}` : ''}`
}
