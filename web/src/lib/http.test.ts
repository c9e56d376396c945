import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, request, setCsrfToken, tenantPath, whenSignedOut } from './http'

const answer = (status: number, body: unknown) => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
const refusal = (code: string) => ({ error: { code, message: '', field: 'email', params: { limit: 3 } } })

afterEach(() => vi.unstubAllGlobals())

describe('request', () => {
  it('sends the CSRF token with changes and returns the parsed answer', async () => {
    const call = vi.fn(() => Promise.resolve(answer(200, { id: 1 })))
    vi.stubGlobal('fetch', call)
    setCsrfToken('abc')
    expect(await request('/api/x', { method: 'POST', body: { a: 1 } })).toEqual({ id: 1 })
    expect(call).toHaveBeenCalledWith('/api/x', expect.objectContaining({ headers: expect.objectContaining({ 'X-CSRF-Token': 'abc' }), body: '{"a":1}' }))
  })

  it('keeps code, field and params of a refusal', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(answer(422, refusal('invalid'))))
    await expect(request('/api/x')).rejects.toMatchObject({ status: 422, code: 'invalid', field: 'email', params: { limit: 3 } })
  })

  it.each([
    ['<html>', 502, 'server', true],
    ['', 413, 'too_large', false],
  ] as const)('makes sense of %j with %i', async (body, status, code, isTransient) => {
    vi.stubGlobal('fetch', () => Promise.resolve(answer(status, body)))
    await expect(request('/api/x')).rejects.toMatchObject({ code, isTransient })
  })

  it('calls a lost connection by its name', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(request('/api/x')).rejects.toEqual(new ApiError(0, 'network'))
  })

  it('renews a stale CSRF token once', async () => {
    const answers = [answer(403, refusal('csrf_mismatch')), answer(200, { csrf_token: 'new' }), answer(200, '')]
    const call = vi.fn<(path: string, options: { headers: Record<string, string> }) => Promise<Response | undefined>>(() => Promise.resolve(answers.shift()))
    vi.stubGlobal('fetch', call)
    expect(await request('/api/x', { method: 'POST' })).toBeUndefined()
    expect(call.mock.calls.map(([path]) => path)).toEqual(['/api/x', '/api/me', '/api/x'])
    expect(call.mock.calls[2]?.[1].headers['X-CSRF-Token']).toBe('new')
  })

  it('tells that the session ended, except when asking who one is', async () => {
    const ended = vi.fn()
    whenSignedOut(ended)
    vi.stubGlobal('fetch', () => Promise.resolve(answer(401, refusal('signed_out'))))
    await expect(request('/api/me')).rejects.toBeInstanceOf(ApiError)
    expect(ended).not.toHaveBeenCalled()
    await expect(request('/api/t/1/stores')).rejects.toBeInstanceOf(ApiError)
    expect(ended).toHaveBeenCalledOnce()
  })
})

describe('tenantPath', () => {
  it('leaves empty values out and encodes the rest', () =>
    expect(tenantPath('t1', 'conversations', { q: 'José & cia', cursor: null, filter: '' })).toBe('/api/t/t1/conversations?q=Jos%C3%A9+%26+cia'))
})
